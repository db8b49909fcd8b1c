import { type Worker } from 'node:cluster';
import { type AddressInfo } from 'node:net';
import { type Clock } from '../../ports/clock';
import { type Deadlines } from '../../ports/deadlines';
import { channelTo } from '../link/link.channel';
import { Link } from '../link/link';
import {
  type Beginning,
  type Begun,
  type LastWords,
  type ToPrimary,
  type ToWorker,
  type WorkerLink,
} from '../topics';

/** Loading the program and opening its listeners takes a second or two, and longer where many start at once. */
const START_LIMIT_MS = 60_000;
/** A worker that was to end and has not by then is stuck. */
const EXIT_LIMIT_MS = 2_000;

/** How a worker ended. */
export interface WorkerEnding {
  readonly code: number | null;
  readonly signal: string | null;
}

/** One worker, as the primary knows it, from its fork to its end. */
export class WorkerProcess {
  readonly link: WorkerLink;
  readonly ended: Promise<WorkerEnding>;
  /** Whether its end is wanted. */
  isStopping = false;
  /** Whether it takes clients. */
  isServing = false;
  readonly bornAt: number;
  /** What it has said at its end, if that was wanted. */
  lastWords: LastWords | undefined;
  /** Where it listens. */
  address: AddressInfo | undefined;

  constructor(
    private readonly worker: Worker,
    /** Which of the workers it is, from 0. */
    readonly place: number,
    private readonly clock: Clock,
    deadlines: Deadlines,
  ) {
    this.bornAt = clock.now();
    this.link = new Link<ToWorker, ToPrimary>(channelTo(worker.process), deadlines);
    this.ended = new Promise((resolve) => {
      worker.on('exit', (code, signal) => {
        this.isServing = false;
        this.link.close();
        resolve({ code, signal });
      });
    });
    // Its exit follows, and tells more.
    worker.on('error', () => undefined);
    // Who cannot be talked to any more is of no use.
    worker.on('disconnect', () => {
      this.link.close();
      if (!this.isStopping) this.kill();
    });
  }

  get pid(): number {
    return this.worker.process.pid!;
  }

  get age(): number {
    return this.clock.now() - this.bornAt;
  }

  get output(): { out: NodeJS.ReadableStream; error: NodeJS.ReadableStream } {
    return { out: this.worker.process.stdout!, error: this.worker.process.stderr! };
  }

  /** @throws the error that it has met with, with its code; LinkError when it says nothing. */
  async begin(beginning: Beginning): Promise<void> {
    const begun: Begun = await this.link.ask('begin', beginning, START_LIMIT_MS);
    if ('failure' in begun) throw Object.assign(new Error(begun.failure.message), begun.failure);
    this.address = begun.address;
    this.isServing = true;
  }

  /**
   * Ends it without losing a request.
   *
   * @param limit milliseconds that its requests have; it cuts off the rest itself.
   * @returns whether it had to.
   */
  async stop(limit: number): Promise<boolean> {
    this.isStopping = true;
    this.lastWords = await this.link.ask('stop', undefined, limit + EXIT_LIMIT_MS).catch(() => undefined);
    // Whatever it may still want to do, it has nothing left to do.
    this.kill();
    await this.ended;
    return this.lastWords?.isClean === true;
  }

  kill(): void {
    this.worker.process.kill('SIGKILL');
  }
}

import { type ChildProcess } from 'node:child_process';
import { type Socket } from 'node:net';
import { ipcChannel } from '../../platform/ipc/ipc-channel';
import { IpcLink } from '../../platform/ipc/ipc-link';
import { type Clock } from '../../platform/clock';
import { type Deadlines } from '../../platform/deadlines';
import {
  type Beginning,
  type Begun,
  type ExitReport,
  type ToPrimary,
  type ToWorker,
  type WorkerFigures,
  type WorkerLink,
} from '../topics';

/** Loading the program takes a second or two, and longer where many start at once. */
const START_LIMIT_MS = 60_000;
/** A worker that was to end and has not by then is stuck. */
const EXIT_LIMIT_MS = 2_000;
/** Within this time, the messages that a process sent before its end are read. */
const LAST_WORDS_MS = 100;

/** How a worker ended. */
export interface WorkerEnding {
  readonly code: number | null;
  readonly signal: string | null;
}

/** One worker, as the primary knows it, from its fork to its end. */
export class WorkerProcess {
  readonly link: WorkerLink;
  readonly ended: Promise<WorkerEnding>;
  /** Resolves when all its messages have been read, and no more can come. */
  readonly silent: Promise<void>;
  /** True if its end is wanted. */
  isStopping = false;
  /** True if it takes clients. */
  isServing = false;
  readonly bornAt: number;
  /** Wall time, in milliseconds since 1970. */
  readonly startedAt: number;
  /** Its latest figures. */
  figures: WorkerFigures | undefined;
  /** Its exit report, if one was requested. */
  exitReport: ExitReport | undefined;

  constructor(
    private readonly child: ChildProcess,
    /** Which of the workers it is, from 0. */
    readonly place: number,
    private readonly clock: Clock,
    deadlines: Deadlines,
  ) {
    this.bornAt = clock.now();
    this.startedAt = clock.wallTime();
    this.link = new IpcLink<ToWorker, ToPrimary>(ipcChannel(child), deadlines);
    this.ended = new Promise((resolve) => {
      child.on('exit', (code, signal) => {
        this.isServing = false;
        this.link.close();
        resolve({ code, signal });
      });
    });
    this.silent = new Promise((resolve) => {
      child.on('disconnect', resolve);
      // Node does not say that who has died was cut off while a connection was on its way to it.
      void this.ended.then(() => clock.after(LAST_WORDS_MS, resolve));
    });
    // Its exit follows, and tells more.
    child.on('error', () => undefined);
    // Who cannot be talked to any more is of no use.
    child.on('disconnect', () => {
      this.link.close();
      if (!this.isStopping) this.kill();
    });
  }

  get pid(): number {
    return this.child.pid!;
  }

  get age(): number {
    return this.clock.now() - this.bornAt;
  }

  get output(): { out: NodeJS.ReadableStream; error: NodeJS.ReadableStream } {
    return { out: this.child.stdout!, error: this.child.stderr! };
  }

  /** @throws the error that it has met with, with its code; LinkError when it says nothing. */
  async begin(beginning: Beginning): Promise<void> {
    const begun: Begun = await this.link.request('begin', beginning, START_LIMIT_MS);
    if (begun.failure !== undefined) throw Object.assign(new Error(begun.failure.message), begun.failure);
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
    this.isServing = false;
    this.exitReport = await this.link
      .request('stop', undefined, limit + EXIT_LIMIT_MS)
      .catch(() => undefined);
    // Ends the process, whatever work it still has planned.
    this.kill();
    await this.ended;
    return this.exitReport?.isClean === true;
  }

  /**
   * Sends it a connection, which it says that it has `taken`.
   *
   * @param giveUp called when there is nothing to send any more.
   */
  handConnection(number: number, socket: Socket, giveUp: () => void): void {
    // Its handle crosses to another process and the socket does not, since Node would make another one of it there.
    const { _handle: handle } = socket as unknown as { readonly _handle: Socket | null };
    if (handle === null) return giveUp();
    this.child.send({ connection: number }, handle, undefined, (error) => {
      // Who cannot be reached at all has others take its connections when it is silent.
      if (error !== null && this.child.connected) giveUp();
    });
  }

  kill(): void {
    this.child.kill('SIGKILL');
  }
}

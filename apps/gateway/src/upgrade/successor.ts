import { type ChildProcess, spawn } from 'node:child_process';
import { type Environment } from '../config/variables';
import { type InheritedSockets } from '../listener/inherited.sockets';
import { type Clock } from '../ports/clock';
import { Link } from './link';
import { PREDECESSOR } from './predecessor';
import { UpgradeError } from './upgrade.error';
import { type PredecessorMessage, type SuccessorMessage } from './upgrade.messages';

type Kind = SuccessorMessage['kind'];
type Told<K extends Kind> = Extract<SuccessorMessage, { readonly kind: K }>;

/** Who waits for what. */
interface Waiting {
  readonly kind: Kind;
  readonly told: (message: SuccessorMessage) => void;
  readonly failed: (error: UpgradeError) => void;
}

/** The process that is to take over from this one, as this one sees it. */
export class Successor {
  readonly link: Link<PredecessorMessage, SuccessorMessage>;
  private waiting: Waiting | undefined;
  private failure: UpgradeError | undefined;

  private constructor(
    private readonly child: ChildProcess,
    private readonly clock: Clock,
  ) {
    this.link = new Link(child);
    this.link.listen((message) => this.take(message));
    child.on('error', ({ message }) => this.fail(`it could not be started: ${message}`));
    child.on('exit', (code, signal) => this.fail(`it ended with ${signal ?? code}`));
  }

  /** Starts what is on disk now, with the arguments that this process was started with. */
  static start(sockets: InheritedSockets, env: Environment, clock: Clock): Successor {
    const [names, descriptors] = [Object.keys(sockets), Object.values(sockets)];
    const child = spawn(process.execPath, [...process.execArgv, ...process.argv.slice(1)], {
      env: {
        ...env,
        [PREDECESSOR]: String(process.pid),
        LISTEN_PID: undefined,
        LISTEN_FDS: String(names.length),
        LISTEN_FDNAMES: names.join(':'),
      },
      stdio: ['inherit', 'inherit', 'inherit', ...descriptors, 'ipc'],
    });
    return new Successor(child, clock);
  }

  get pid(): number {
    return this.child.pid ?? 0;
  }

  /**
   * What it says of this kind, the next time.
   *
   * @param patience milliseconds.
   * @throws UpgradeError when it cannot take over, ends, or takes longer.
   */
  until<K extends Kind>(kind: K, patience: number): Promise<Told<K>> {
    if (this.failure !== undefined) return Promise.reject(this.failure);
    const timer = this.clock.after(patience, () =>
      this.fail(`it was not ${kind} within ${patience / 1000} s`),
    );
    return new Promise<Told<K>>((resolve, reject) => {
      this.waiting = { kind, told: (message) => resolve(message as Told<K>), failed: reject };
    }).finally(() => timer.cancel());
  }

  /** Ends it at once. */
  kill(): void {
    this.child.kill('SIGKILL');
  }

  private take(message: SuccessorMessage): void {
    if (message.kind === 'failed') return this.fail(message.reason);
    if (message.kind !== this.waiting?.kind) return;
    this.waiting.told(message);
    this.waiting = undefined;
  }

  private fail(reason: string): void {
    this.failure ??= new UpgradeError(reason);
    this.waiting?.failed(this.failure);
    this.waiting = undefined;
  }
}

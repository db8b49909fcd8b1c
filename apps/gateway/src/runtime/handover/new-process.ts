import { type ChildProcess, spawn } from 'node:child_process';
import { type Environment } from '../../config/variables';
import { IpcLink } from '../../platform/ipc/ipc-link';
import { ipcChannel } from '../../platform/ipc/ipc-channel';
import { type InheritedSockets } from '../../data-plane/listener/inherited-sockets';
import { type Clock } from '../../platform/clock';
import { Deadlines } from '../../platform/deadlines';
import { OLD_PROCESS } from './old-process';
import { UpgradeError } from './upgrade.error';
import { type NewProcessLink, type ToOldProcess } from './upgrade-messages';

type Step = Exclude<keyof ToOldProcess, 'failed'>;
type Message<S extends Step> = Parameters<ToOldProcess[S]>[0];

/** The process that is to take over from this one, as this one sees it. */
export class NewProcess {
  readonly link: NewProcessLink;
  private failure: UpgradeError | undefined;
  private failed: ((error: UpgradeError) => void) | undefined;

  private constructor(
    private readonly child: ChildProcess,
    private readonly clock: Clock,
  ) {
    this.link = new IpcLink(ipcChannel(child), new Deadlines(clock));
    this.link.on('failed', (reason) => this.fail(reason));
    child.on('disconnect', () => this.link.close());
    child.on('error', ({ message }) => this.fail(`it could not be started: ${message}`));
    child.on('exit', (code, signal) => this.fail(`it exited with ${signal ?? code}`));
  }

  /** Starts what is on disk now, with the arguments that this process was started with. */
  static start(sockets: InheritedSockets, env: Environment, clock: Clock): NewProcess {
    const [names, descriptors] = [Object.keys(sockets), Object.values(sockets)];
    const child = spawn(process.execPath, [...process.execArgv, ...process.argv.slice(1)], {
      env: {
        ...env,
        [OLD_PROCESS]: String(process.pid),
        LISTEN_PID: undefined,
        LISTEN_FDS: String(names.length),
        LISTEN_FDNAMES: names.join(':'),
      },
      stdio: ['inherit', 'inherit', 'inherit', ...descriptors, 'ipc'],
    });
    return new NewProcess(child, clock);
  }

  get pid(): number {
    return this.child.pid ?? 0;
  }

  /**
   * Resolves with the message of this step.
   *
   * @param patience milliseconds.
   * @throws UpgradeError if the process cannot take over, ends, or takes longer.
   */
  until<S extends Step>(step: S, patience: number): Promise<Message<S>> {
    if (this.failure !== undefined) return Promise.reject(this.failure);
    const timer = this.clock.after(patience, () =>
      this.fail(`it was not ${step} within ${patience / 1000} s`),
    );
    return new Promise<Message<S>>((resolve, reject) => {
      this.failed = reject;
      this.link.on(step, (message) => resolve(message as Message<S>));
    }).finally(() => timer.cancel());
  }

  /** Ends it at once. */
  kill(): void {
    this.child.kill('SIGKILL');
  }

  private fail(reason: string): void {
    this.failure ??= new UpgradeError(reason);
    this.failed?.(this.failure);
  }
}

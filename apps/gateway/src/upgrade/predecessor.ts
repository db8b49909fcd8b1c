import { type ChildProcess } from 'node:child_process';
import { type Environment } from '../config/variables';
import { type Estate } from './estate';
import { Link } from './link';
import { UpgradeError } from './upgrade.error';
import { type PredecessorMessage, PROTOCOL, type SuccessorMessage } from './upgrade.messages';

/** The variable that tells a process from which one it is to take over. */
export const PREDECESSOR = 'LOAD_DISTRIBUTER_PREDECESSOR';

/** The process that this one takes over from, as this one sees it. */
export class Predecessor {
  private readonly link = new Link<SuccessorMessage, PredecessorMessage>(process as unknown as ChildProcess);

  private constructor(readonly pid: number) {}

  /** Undefined in a process that was not started to take over from another one. */
  static of(env: Environment): Predecessor | undefined {
    const isChild = env[PREDECESSOR] === String(process.ppid) && process.connected === true;
    return isChild ? new Predecessor(process.ppid) : undefined;
  }

  /** It has ended. */
  get ended(): Promise<unknown> {
    return this.link.ended;
  }

  /**
   * Says that this process is ready to take over.
   *
   * @returns what is left to it; from then on it is to listen.
   * @throws UpgradeError when the other one has ended instead.
   */
  async inherit(version: string): Promise<Estate> {
    const estate = new Promise<Estate>((resolve) => {
      this.link.listen((message) => {
        if (message.kind === 'estate') resolve(message.estate);
      });
    });
    const over = this.ended.then(() => {
      throw new UpgradeError('the process before this one ended before it had handed over');
    });
    await this.link.send({ kind: 'prepared', protocol: PROTOCOL, version });
    return Promise.race([estate, over]);
  }

  /** Says that this process listens, and the other one is to stop. */
  tellListening(): Promise<void> {
    return this.link.send({ kind: 'listening' });
  }

  /** Says why this process cannot take over; the other one goes on. */
  async refuse(reason: string): Promise<void> {
    await this.link.send({ kind: 'failed', reason });
    this.link.close();
  }
}

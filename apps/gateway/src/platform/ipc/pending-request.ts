import { type Expiring } from '../deadlines';
import { IpcError } from './ipc.error';

/** Something that the other process was asked: it ends by an answer, by an error or by its deadline, once. */
export class PendingRequest implements Expiring {
  readonly answer: Promise<unknown>;
  private resolve!: (answer: unknown) => void;
  private reject!: (error: unknown) => void;

  constructor(
    public deadline: number,
    /** Called when it ends. */
    private readonly ended: () => void,
  ) {
    this.answer = new Promise((resolve, reject) => {
      this.resolve = resolve;
      this.reject = reject;
    });
  }

  settle(answer: unknown): void {
    this.ended();
    this.resolve(answer);
  }

  refuse(error: unknown): void {
    this.ended();
    this.reject(error);
  }

  expire(): void {
    this.deadline = Infinity;
    // If it was this process that had no time, the answer has arrived and is read before that.
    setImmediate(() => this.refuse(new IpcError('no response within the time limit')));
  }
}

import { type ChildProcess } from 'node:child_process';
import { once } from 'node:events';

/** What a child that was started with a pipe for messages and its parent have alike. */
type End = Pick<ChildProcess, 'send' | 'on' | 'connected' | 'disconnect'>;

/** One end of the pipe between the two processes of an upgrade. */
export class Link<Sent extends object, Received> {
  /** The other process has ended, or has closed the pipe. */
  readonly ended: Promise<unknown>;

  constructor(private readonly end: End) {
    this.ended = once(end as ChildProcess, 'disconnect');
  }

  get isOpen(): boolean {
    return this.end.connected;
  }

  listen(take: (message: Received) => void): void {
    this.end.on('message', (message: unknown) => take(message as Received));
  }

  /** Resolves once it is written, or cannot be: that nobody takes it any more is told by `ended`. */
  send(message: Sent): Promise<void> {
    if (!this.isOpen) return Promise.resolve();
    return new Promise((resolve) => this.end.send(message, () => resolve()));
  }

  close(): void {
    if (this.isOpen) this.end.disconnect();
  }
}

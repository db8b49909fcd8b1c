import { type Socket } from 'node:net';

/**
 * Lets what is written to a socket in one turn of the loop leave in one call of the system: the head and the body of a
 * small request, the pieces of a large one.
 */
export class CorkedWriter {
  private isGathering = false;
  private readonly letGo = (): void => {
    this.isGathering = false;
    this.socket.uncork();
  };

  constructor(private readonly socket: Socket) {}

  /** To be called before each write that need not leave at once. */
  gather(): void {
    if (this.isGathering) return;
    this.isGathering = true;
    this.socket.cork();
    setImmediate(this.letGo);
  }
}

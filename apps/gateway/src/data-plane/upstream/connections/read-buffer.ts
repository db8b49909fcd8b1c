const READ_BYTES = 64 * 1024;

/** The buffer that connections share while they carry small answers only. */
export function sharedReadBuffer(): Buffer {
  return Buffer.allocUnsafeSlow(READ_BYTES);
}

/**
 * The buffer into which the bytes of one connection are read. At first, all connections share one buffer, since
 * reading and using a small response is one synchronous step. A connection that has carried a large piece gets
 * a buffer of its own, so that further pieces can be passed on without copying. While another part still uses
 * its last piece, the next read goes into a new buffer.
 */
export class ReadBuffer {
  private isOwn = false;
  private isConnected = false;
  private wantsNew = false;

  constructor(private readonly shared: Buffer) {}

  /** True if a piece may be passed on as it is, with `keep()` when it is not used up at once. */
  get isLendable(): boolean {
    return this.isOwn;
  }

  /** A large piece has come: the next are to be lendable. */
  expectLarge(): void {
    this.wantsNew ||= !this.isOwn;
  }

  /** Marks the last piece as still in use. */
  keep(): void {
    this.wantsNew = true;
  }

  /**
   * The socket is connected. Until then, each address that a name stands for is tried with a handle that asks again.
   */
  connected(): void {
    this.isConnected = true;
  }

  /** The buffer for the next read; null to continue with the present one. Serves as `onread.buffer` of a socket. */
  readonly next = (): Buffer | null => {
    if (this.wantsNew) {
      this.wantsNew = false;
      this.isOwn = true;
      return Buffer.allocUnsafeSlow(READ_BYTES);
    }
    return this.isConnected ? null : this.shared;
  };
}

const READ_BYTES = 64 * 1024;

/** The buffer that connections share while they carry small answers only. */
export function sharedReadBuffer(): Buffer {
  return Buffer.allocUnsafeSlow(READ_BYTES);
}

/**
 * Where the bytes of one connection are read to. It begins with a buffer that all connections share, since reading and
 * using small answers is one synchronous step. A connection that has carried a large piece gets a buffer of its own, so
 * that further ones can be passed on without copying; when somebody still holds it, the next read goes into a new one.
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

  /** Somebody holds on to what was read last. */
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

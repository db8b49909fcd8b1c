const NOBODY = 0;

/** The truth about who has what, which the gateway has to find its way by: the items of all backends, by session. */
export class Items {
  /** The number of the backend, and one more. */
  private readonly owners: Uint16Array;
  /** Items that came into being at a second backend. */
  createdTwice = 0;

  constructor(sessions: number) {
    this.owners = new Uint16Array(sessions);
  }

  /** Returns the number of the backend that has the item; undefined if none has it. */
  ownerOf(session: number): number | undefined {
    const owner = this.owners[session];
    return owner === NOBODY ? undefined : owner - 1;
  }

  create(session: number, backend: number): void {
    const owner = this.ownerOf(session);
    if (owner !== undefined && owner !== backend) this.createdTwice++;
    this.owners[session] = backend + 1;
  }

  /** Moves the item to another backend, as the administrator of the backends would. */
  move(session: number, backend: number): void {
    this.owners[session] = backend + 1;
  }

  delete(session: number): void {
    this.owners[session] = NOBODY;
  }

  /** The sessions whose items these backends have. */
  *ownedBy(backends: ReadonlySet<number>): Generator<number> {
    for (let session = 0; session < this.owners.length; session++)
      if (backends.has(this.owners[session] - 1)) yield session;
  }
}

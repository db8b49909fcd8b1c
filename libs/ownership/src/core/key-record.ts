/** The backend that gets a key, as the gateway names it. */
export interface Destination {
  readonly id: string;
  readonly url: string;
}

/** A hand-off by which the key leaves, until the gateway has reported its end. */
interface Leaving {
  readonly epoch: number;
  readonly to: Destination;
  /** True as soon as the new owner has the state. */
  isSent: boolean;
}

/** A hand-off by which the key arrives, until the first request or the gateway proves that the key is here. */
interface Arriving {
  readonly epoch: number;
  /** True as soon as the application has the state. */
  isImported: boolean;
}

/** The decision about a request: serve it, refuse its epoch, or let it come again in a moment. */
export type Admission = 'admitted' | 'stale' | 'busy';

/**
 * The decision about a hand-off: the key is frozen now (`begun`), it has moved already (`repeated`), it knows a newer epoch
 * (`stale`), or its earlier hand-off has no known end (`busy`).
 */
export type Beginning = 'begun' | 'repeated' | 'stale' | 'busy';

/** The phase of a key: `unknown` until a request or a hand-off names it. */
export type Phase = 'unknown' | 'owned' | 'leaving' | 'arriving';

/**
 * The facts that one backend knows of one key: which epochs it accepts, and which hand-offs are in progress. It decides,
 * and does nothing else: no I/O, no clock.
 *
 * An accepted epoch never goes down. While the key is leaving or arriving under an epoch, only a request with this epoch or
 * a newer one is admitted: it proves that the record of the gateway leads here.
 */
export class KeyRecord {
  /** Requests for the key that have been admitted and have not ended. */
  inFlight = 0;
  /** The newest epoch of an admitted request. */
  private accepted = 0;
  /** The newest epoch under which the key has moved to another backend. */
  private lost = 0;
  private lostTo: Destination | undefined;
  /** The newest epoch of a hand-off that has ended without a move. It is used up, so that a late message cannot revive it. */
  private ended = 0;
  /** The newest epoch under which a state has been imported. */
  private imported = 0;
  private leaving: Leaving | undefined;
  private arriving: Arriving | undefined;
  /** True while the application imports or drops the state, and no request may see it. */
  private isChanging = false;

  get phase(): Phase {
    const pending = this.pending();
    if (pending === undefined) return this.accepted > this.lost ? 'owned' : 'unknown';
    return pending === this.arriving ? 'arriving' : 'leaving';
  }

  /** The newest epoch that counts for requests, which a refused one learns; 0 for none. */
  get newest(): number {
    return this.pending()?.epoch ?? Math.max(this.accepted, this.lost);
  }

  /** The newest epoch seen, also those of hand-offs without a move: a new hand-off requires a higher one. */
  get newestSeen(): number {
    return Math.max(this.newest, this.accepted, this.lost, this.ended, this.imported);
  }

  /** True while the record must be kept, whatever the number of keys. */
  get isPinned(): boolean {
    return this.inFlight > 0 || this.isHeld;
  }

  /** True while a hand-off has no known end. */
  get isHeld(): boolean {
    return this.pending() !== undefined;
  }

  /** True if the record holds nothing that is worth memory. */
  get isBlank(): boolean {
    return !this.isPinned && Math.max(this.accepted, this.lost, this.ended, this.imported) === 0;
  }

  /** Decides about a request with this epoch, or with none. */
  admit(epoch: number | undefined): Admission {
    const pending = this.pending();
    if (pending !== undefined) {
      if (epoch === undefined || epoch < pending.epoch) return 'stale';
      if (this.isChanging) return 'busy';
      this.settleHere(pending);
    } else if (epoch !== undefined && (epoch < this.accepted || epoch <= this.lost)) return 'stale';
    this.accepted = Math.max(this.accepted, epoch ?? 0);
    return 'admitted';
  }

  /**
   * Freezes the key for a hand-off to another backend. While an earlier hand-off has no known end, the key is `busy`: the
   * frozen state could be older than that of its owner.
   */
  beginLeaving(epoch: number, to: Destination): Beginning {
    if (this.hasLeft(epoch, to)) return 'repeated';
    if (epoch <= this.newestSeen) return 'stale';
    if (this.leaving !== undefined) return 'busy';
    this.leaving = { epoch, to, isSent: false };
    return 'begun';
  }

  /** True if the new owner has the state by this hand-off. */
  hasLeft(epoch: number, to: Destination): boolean {
    const { leaving } = this;
    if (this.lost === epoch) return isSame(this.lostTo, to);
    return leaving?.epoch === epoch && leaving.isSent && isSame(leaving.to, to);
  }

  /** True while the key is frozen for this hand-off: false if a newer request has shown that the key stays. */
  isLeaving(epoch: number): boolean {
    return this.leaving?.epoch === epoch;
  }

  /** Notes that the new owner has the state. Returns false if the key stays, since a newer request has come meanwhile. */
  noteSent(epoch: number): boolean {
    if (this.leaving?.epoch !== epoch) return false;
    this.leaving.isSent = true;
    return true;
  }

  /** Thaws the key after a hand-off without a move. If `isUsedUp`, the epoch is never accepted for a hand-off again. */
  stay(epoch: number, isUsedUp: boolean): void {
    if (this.isLeaving(epoch)) this.leaving = undefined;
    if (isUsedUp) this.ended = Math.max(this.ended, epoch);
  }

  /** Notes that the key has another owner since the epoch of this hand-off. */
  lose(epoch: number): void {
    if (this.leaving?.epoch !== epoch) return;
    this.lost = epoch;
    this.lostTo = this.leaving.to;
    this.leaving = undefined;
    // A state that had arrived before has left again.
    if (this.arriving !== undefined && this.arriving.epoch < epoch) this.arriving = undefined;
  }

  /** Freezes the key for a state that arrives. */
  beginArriving(epoch: number): Beginning {
    if (this.imported === epoch) return 'repeated';
    if (epoch <= this.newestSeen) return 'stale';
    this.arriving = { epoch, isImported: false };
    return 'begun';
  }

  /** True while the key waits for the state of this epoch, or has it. */
  isArriving(epoch: number): boolean {
    return this.arriving?.epoch === epoch;
  }

  /** Notes that the application has the state. The hand-off by which the key had left has ended: another backend had it. */
  noteImported(epoch: number): void {
    this.imported = epoch;
    if (this.leaving !== undefined) this.lose(this.leaving.epoch);
    this.arriving = { epoch, isImported: true };
  }

  /** Notes that the state that has arrived belongs to this backend. */
  own(epoch: number): void {
    if (!this.isArriving(epoch)) return;
    this.arriving = undefined;
    this.accepted = Math.max(this.accepted, epoch);
  }

  /** Ends an arrival without a move. If `isUsedUp`, the epoch is never accepted for a hand-off again. */
  cancelArrival(epoch: number, isUsedUp: boolean): void {
    if (this.isArriving(epoch)) this.arriving = undefined;
    if (isUsedUp) this.endWithoutMove(epoch);
  }

  /** Marks the epoch of a hand-off as used up, also if no message of it has come yet. */
  endWithoutMove(epoch: number): void {
    this.ended = Math.max(this.ended, epoch);
    if (this.imported === epoch) this.imported = 0;
  }

  /** While this is on, no request is admitted that the end of the hand-off would admit. */
  setChanging(isChanging: boolean): void {
    this.isChanging = isChanging;
  }

  /** The newer one of the hand-offs without a known end. */
  private pending(): Leaving | Arriving | undefined {
    const { leaving, arriving } = this;
    return (leaving?.epoch ?? 0) > (arriving?.epoch ?? 0) ? leaving : arriving;
  }

  /** A request has proved that the key is here, so no hand-off before it has moved the key away. */
  private settleHere(pending: Leaving | Arriving): void {
    this.leaving = undefined;
    this.arriving = undefined;
    if (pending.epoch !== this.imported) this.ended = Math.max(this.ended, pending.epoch);
  }
}

function isSame(one: Destination | undefined, other: Destination): boolean {
  return one?.id === other.id && one.url === other.url;
}

/** Creating requests for one key that are under way. */
interface Creates {
  requests: number;
  /** Whether one of them made the claim that the others share. */
  claimed: boolean;
  /** Whether one of them ended without an answer, so that the resource may exist. */
  mayExist: boolean;
  /** The version of the claim under which it was proven that nobody has it. */
  proven: number | undefined;
}

/**
 * Counts the creating requests under way for each key. Several may share one claim, and the last of them to be refused
 * gives it back, not the first: another may still be about to succeed. No larger than the requests in flight.
 */
export class CreatesInFlight {
  private readonly creates = new Map<string, Creates>();

  has(key: string): boolean {
    return this.creates.has(key);
  }

  begin(key: string): void {
    const creates = this.creates.get(key);
    if (creates === undefined)
      this.creates.set(key, { requests: 1, claimed: false, mayExist: false, proven: undefined });
    else creates.requests++;
  }

  /** One of the requests has made the claim. */
  noteClaim(key: string): void {
    this.creates.get(key)!.claimed = true;
  }

  /** It was proven that nobody has it while the claim of this version stood: that holds for as long as it does. */
  noteProof(key: string, version: number): void {
    this.creates.get(key)!.proven = version;
  }

  isProven(key: string, version: number): boolean {
    return this.creates.get(key)?.proven === version;
  }

  /**
   * One of the requests has ended.
   *
   * @returns whether the claim is to be given back: it was the last, and none has, or may have, created anything.
   */
  end(key: string, mayExist: boolean): boolean {
    const creates = this.creates.get(key)!;
    creates.mayExist ||= mayExist;
    if (--creates.requests > 0) return false;
    this.creates.delete(key);
    return creates.claimed && !creates.mayExist;
  }
}

/** As much of a claim as is needed to know it again, or to make it again. */
interface Proven {
  readonly version: number;
  readonly backendId: string;
}

/** Creating requests for one key that are under way. */
interface Creates {
  requests: number;
  /** Whether one of them made the claim that the others share. */
  claimed: boolean;
  /** Whether one of them ended without an answer, so that the resource may exist. */
  mayExist: boolean;
  /** The claim under which it was proven that nobody has it. */
  proven: Proven | undefined;
}

/**
 * Counts the creating requests under way for each key. Several may share one claim, and the last of them to be refused
 * gives it back, not the first: another may still be about to succeed. No larger than the requests in flight.
 */
export class InFlightCreates {
  private readonly creates = new Map<string, Creates>();

  /** Keys for which at least one creating request is under way. */
  get size(): number {
    return this.creates.size;
  }

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

  /** It was proven that nobody has it while this claim stood: that holds for as long as it does. */
  noteProof(key: string, { version, backendId }: Proven): void {
    this.creates.get(key)!.proven = { version, backendId };
  }

  isProven(key: string, version: number): boolean {
    return this.creates.get(key)?.proven?.version === version;
  }

  /** The keys of those that were proven, and are on their way to these backends. */
  *proven(): Generator<readonly [key: string, backendId: string]> {
    for (const [key, { proven }] of this.creates) if (proven !== undefined) yield [key, proven.backendId];
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

import { type ProxyError } from '../../apps/gateway/src/data-plane/errors/proxy.error';

/** The relation of a request to sessions. */
export type RequestKind = 'unowned' | 'create' | 'use';

/** Counts how requests end: each begins once, and ends once. */
export class Ledger {
  begun = 0;
  answered = 0;
  attempts = 0;
  /** Requests with a 404 although a backend has the item. */
  falseDenials = 0;
  /** By kind of request and code of the error. */
  readonly lost = new Map<string, number>();
  private lostInAll = 0;

  get ended(): number {
    return this.answered + this.lostInAll;
  }

  /** Requests that only the owner could have served, which was known to be away. */
  get refusedOwned(): number {
    return this.lost.get('use: owner_unavailable') ?? 0;
  }

  /** Requests without an answer that another backend might have given. */
  get lostUnowned(): number {
    return this.sum((kind) => kind !== 'use');
  }

  /** Requests without an answer that were sent to an owner, or waited for it. */
  get lostOwned(): number {
    return this.sum((kind) => kind === 'use') - this.refusedOwned;
  }

  lose(kind: RequestKind, { code }: ProxyError): void {
    const reason = `${kind}: ${code}`;
    this.lost.set(reason, (this.lost.get(reason) ?? 0) + 1);
    this.lostInAll++;
  }

  private sum(counts: (kind: string) => boolean): number {
    let sum = 0;
    for (const [reason, count] of this.lost) if (counts(reason.slice(0, reason.indexOf(':')))) sum += count;
    return sum;
  }
}

import { Allowances, type CreateMode } from './allowances';

/** One line of a history. */
export interface HistoryLine {
  /** Milliseconds since the start. */
  readonly at: number;
  /** Undefined if it concerns all keys. */
  readonly key: string | undefined;
  readonly text: string;
}

/** A broken promise. */
export interface Violation {
  readonly kind: ViolationKind;
  readonly key: string | undefined;
  readonly text: string;
}

export type ViolationKind =
  | 'duplicate'
  | 'false 404'
  | 'write at a non-owner'
  | 'not reachable'
  | 'not creatable'
  | 'not given back'
  | 'internal error';

/** An item at the backend that holds it. */
interface Holding {
  readonly backend: string;
  readonly since: number;
  readonly operation: number;
  /** When a client learned that the item was created; Infinity if none has. */
  acknowledgedAt: number;
}

/** The request of a client. */
export interface Invocation {
  readonly number: number;
  readonly at: number;
  readonly method: string;
  readonly target: string;
  /** The item that it names. */
  readonly key: string;
  /** True if it requests the item, and does not only mention it. */
  readonly isAbout: boolean;
}

/** Facts of the world that the checker needs besides the history. */
export interface Availability {
  /** Since when the backend is up, listed and enabled; Infinity if it is not. */
  since(backend: string): number;
}

/** The one clock of clients, backends and faults. */
export interface HistoryClock {
  /** Milliseconds since the start. */
  now(): number;
}

/** Of a long history, only the latest lines and the latest requests are kept. */
const MOST_LINES = 200_000;
const MOST_INVOCATIONS = 100_000;

/** All that happens to the items of some backends, and the promises that are broken. */
export class History {
  readonly lines: HistoryLine[] = [];
  readonly violations: Violation[] = [];
  availability: Availability;
  private readonly holdings = new Map<string, Holding[]>();
  private readonly invocations = new Map<number, Invocation>();
  private readonly allowances: Allowances;

  constructor(
    private readonly clock: HistoryClock,
    mode: CreateMode,
    hasCopies: boolean,
  ) {
    this.allowances = new Allowances(mode, hasCopies);
  }

  invoked(invocation: Invocation, where: string): void {
    this.invocations.set(invocation.number, invocation);
    this.invocations.delete(invocation.number - MOST_INVOCATIONS);
    this.allowances.invoked(invocation);
    const { number, method, target, key } = invocation;
    this.note(key, `#${number} ${method} ${shortened(target)} → ${where}`);
  }

  /**
   * @param status undefined if the client got no response.
   * @param decision why the gateway chose the backend.
   */
  responded(number: number, status: number | undefined, decision?: string): void {
    const { key, method, at, isAbout } = this.invocations.get(number)!;
    this.allowances.responded(number);
    this.note(key, `#${number} ← ${status ?? 'nothing'}${decision === undefined ? '' : ` (${decision})`}`);
    if (status === undefined) return;
    if (status === 500) this.violate('internal error', key, `#${number} was answered 500`);
    if (!isAbout) return;
    const held = this.heldThroughout(key, at);
    if (status === 404 && held !== undefined && method !== 'POST')
      this.violate('false 404', key, `#${number} was answered 404 although ${held.backend} has the item`);
    // A success tells the client that the item is there, whichever request created it.
    if (status < 300 && method !== 'DELETE') this.acknowledge(key);
  }

  created(backend: string, key: string, operation: number): void {
    const others = this.holdersOf(key);
    this.note(key, `${backend} creates it for #${operation}`);
    for (const other of others) {
      const text = `${backend} creates it for #${operation} although ${other.backend} has it`;
      this.violate('duplicate', key, text);
    }
    const holding = { backend, operation, since: this.clock.now(), acknowledgedAt: Infinity };
    this.holdings.set(key, [...others, holding]);
  }

  deleted(backend: string, key: string, operation: number): void {
    this.note(key, `${backend} deletes it for #${operation}`);
    this.drop(backend, key);
  }

  /** A backend has lost an item by a restart. */
  lost(backend: string, key: string): void {
    this.note(key, `${backend} loses it`);
    this.drop(backend, key);
  }

  /** A write reached a backend that does not have the item. */
  missed(backend: string, key: string, operation: number, method: string): void {
    this.note(key, `${backend} has nothing to ${method} for #${operation}`);
    const invocation = this.invocations.get(operation);
    if (this.allowances.allowsMisses || invocation?.isAbout !== true || invocation.key !== key) return;
    const held = this.heldThroughout(key, invocation.at);
    if (held !== undefined && held.backend !== backend)
      this.violate(
        'write at a non-owner',
        key,
        `#${operation} came to ${backend} although ${held.backend} has the item`,
      );
  }

  /** Sessions are lost from now on, or cannot be read. */
  sessionsLost(): void {
    this.allowances.sessionsLost();
  }

  /** Something that concerns all keys. */
  event(text: string): void {
    this.note(undefined, text);
  }

  /** A step inside a gateway. */
  detail(key: string, text: string): void {
    this.note(key, text);
  }

  violate(kind: ViolationKind, key: string | undefined, text: string): void {
    if (key !== undefined && this.allowances.excuse(key)) return;
    this.violations.push({ kind, key, text });
    this.note(key, `✗ ${kind}: ${text}`);
  }

  holdersOf(key: string): readonly Holding[] {
    return this.holdings.get(key) ?? [];
  }

  /** The acknowledged item that a backend had all the time since this moment, while the gateway could reach it there. */
  private heldThroughout(key: string, since: number): Holding | undefined {
    return this.holdersOf(key).find(
      ({ backend, acknowledgedAt }) => acknowledgedAt <= since && this.availability.since(backend) <= since,
    );
  }

  private acknowledge(key: string): void {
    for (const holding of this.holdersOf(key))
      holding.acknowledgedAt = Math.min(holding.acknowledgedAt, this.clock.now());
  }

  private drop(backend: string, key: string): void {
    this.holdings.set(
      key,
      this.holdersOf(key).filter((holding) => holding.backend !== backend),
    );
  }

  private note(key: string | undefined, text: string): void {
    if (this.lines.length >= 2 * MOST_LINES) this.lines.splice(0, MOST_LINES);
    this.lines.push({ at: this.clock.now(), key, text });
  }
}

/** Without the hundreds of letters of a value that is hashed. */
export function shortened(text: string): string {
  return text.replace(/(.)\1{20,}/g, '$1…').replace(/([0-9a-f]{6})[0-9a-f]{50,}/g, '$1…');
}

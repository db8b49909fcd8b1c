import { isDeepStrictEqual } from 'node:util';
import { type Clock, type Timer } from '../../platform/clock';
import { type BackendSettings } from '../../data-plane/upstream/backend';
import { type BackendSource, type SourceListener } from './backend.source';
import { type ShrinkSettings } from './shrink-protection';

/** More backends than a pool can do with; a list that names more is a mistake. */
export const MAX_BACKENDS = 10_000;
/** Maximum number of skipped entries of a list that are reported. */
const MAX_TOLD = 5;

/** For sources that say what they mean. */
export const ACCEPT_ALL: ShrinkSettings = { maxRatio: 1, confirmations: 1, recheckInterval: 1_000 };

/** An event of a source, in words for people. */
export interface DiscoveryStep {
  /** `changed`: another list counts. `skipped`: some of a list is of no use. The others say for themselves. */
  readonly kind: 'changed' | 'skipped' | 'failed' | 'recovered' | 'suspended';
  readonly watch: SourceRefresher;
  readonly message: string;
}

/**
 * One source of one pool: what it has found, whether it can be asked, and whether what it says is trusted yet. The
 * last list that was trusted counts until another one is.
 */
export class SourceRefresher implements SourceListener {
  /** Undefined until the first list. */
  backends: readonly BackendSettings[] | undefined;
  /** Wall time of the last list, trusted or not; 0 until there is one. */
  lastFoundAt = 0;
  /** Answers without a list since the start. */
  failures = 0;
  /** Why there is no list at the moment; undefined while there is. */
  lastError: string | undefined;
  /** Resolves with the first list. */
  readonly hasFound: Promise<void>;
  private noteFound!: () => void;
  private skippedText = '';
  /** How often the list that is held back was found, the first time included; 0 while none is. */
  private sightings = 0;
  private confirming: Timer | undefined;
  private isAsked = false;

  constructor(
    readonly pool: string,
    /** Unique in its pool: the name of the source, with a number behind it where there are several. */
    readonly name: string,
    private readonly source: BackendSource,
    private readonly shrink: ShrinkSettings,
    private readonly clock: Clock,
    private readonly tell: (step: DiscoveryStep) => void,
  ) {
    this.hasFound = new Promise((resolve) => (this.noteFound = resolve));
  }

  /** True if the source says something that is not trusted yet. */
  get isSuspended(): boolean {
    return this.sightings > 0;
  }

  /** @param before the same source under other settings, whose last list counts until there is a new one. */
  start(before?: SourceRefresher): void {
    if (before?.backends !== undefined) {
      this.backends = before.backends;
      this.lastFoundAt = before.lastFoundAt;
      this.noteFound();
    }
    this.source.start(this);
  }

  /** Uses the result of another process until the source has one here; false if it has one. */
  inherit(backends: readonly BackendSettings[]): boolean {
    if (this.backends !== undefined) return false;
    this.backends = backends;
    this.noteFound();
    return true;
  }

  stop(): void {
    this.endHold();
    this.source.stop();
  }

  found(backends: readonly BackendSettings[], skipped: readonly string[] = []): void {
    if (backends.length > MAX_BACKENDS)
      return this.failed(`it lists ${backends.length} backends, more than ${MAX_BACKENDS}`);
    this.lastFoundAt = this.clock.wallTime();
    if (this.lastError !== undefined) {
      this.lastError = undefined;
      this.say('recovered', 'works again');
    }
    this.saySkipped(skipped);
    if (this.isShrunk(backends) && !this.isConfirmed(backends)) return;
    this.endHold();
    this.take(backends);
  }

  failed(reason: string): void {
    this.failures++;
    // A failed query does not confirm the smaller list.
    if (this.isSuspended) this.sightings = 1;
    this.isAsked = false;
    const isNews = this.lastError === undefined;
    this.lastError = reason;
    if (!isNews) return;
    const rest =
      this.backends === undefined
        ? 'it has no list yet'
        : `the last list of ${count(this.backends)} stays in use`;
    this.say('failed', `fails, ${rest}: ${reason}`);
  }

  private take(backends: readonly BackendSettings[]): void {
    const before = this.backends;
    if (before !== undefined && isDeepStrictEqual(before, backends)) return;
    this.backends = backends;
    this.say(
      'changed',
      `lists ${count(backends)}${before === undefined ? '' : changeFrom(before, backends)}`,
    );
    this.noteFound();
  }

  private isShrunk({ length }: readonly BackendSettings[]): boolean {
    const before = this.backends?.length ?? 0;
    return before - length > this.shrink.maxRatio * before;
  }

  /** Counts what is found when it is asked for, so that many answers in a moment are not taken for as many proofs. */
  private isConfirmed(backends: readonly BackendSettings[]): boolean {
    const { recheckInterval, confirmations } = this.shrink;
    if (this.isAsked) this.sightings++;
    this.isAsked = false;
    if (this.sightings > confirmations) return true;
    if (this.isSuspended) return false;
    this.sightings = 1;
    this.confirming = this.clock.every(recheckInterval, () => {
      this.isAsked = true;
      this.source.look();
    });
    const times = confirmations === 1 ? 'once' : `${confirmations} times`;
    this.say(
      'suspended',
      `lists ${count(backends)}, far fewer than before; the last list of ${count(this.backends!)} stays in use until the new one is found ${times} more`,
    );
    return false;
  }

  private endHold(): void {
    this.confirming?.cancel();
    this.confirming = undefined;
    this.sightings = 0;
    this.isAsked = false;
  }

  private saySkipped(skipped: readonly string[]): void {
    const more = skipped.length > MAX_TOLD ? `; and ${skipped.length - MAX_TOLD} more` : '';
    const text = skipped.slice(0, MAX_TOLD).join('; ') + more;
    if (text !== '' && text !== this.skippedText) this.say('skipped', `lists invalid entries: ${text}`);
    this.skippedText = text;
  }

  private say(kind: DiscoveryStep['kind'], what: string): void {
    this.tell({ kind, watch: this, message: `${this.name} of pool ${this.pool} ${what}` });
  }
}

function changeFrom(before: readonly BackendSettings[], after: readonly BackendSettings[]): string {
  const [old, present] = [before, after].map((list) => new Set(list.map(({ id }) => id)));
  const added = after.filter(({ id }) => !old.has(id)).length;
  const gone = before.filter(({ id }) => !present.has(id)).length;
  return `, ${added} new and ${gone} gone`;
}

function count({ length }: readonly unknown[]): string {
  return length === 1 ? '1 backend' : `${length} backends`;
}

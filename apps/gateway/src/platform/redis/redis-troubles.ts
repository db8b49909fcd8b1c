import { Logger } from '@nestjs/common';
import { type Clock } from '../clock';
import { type RedisAddress } from './redis-link';
import { RedisRefusedError, type RedisUnavailableError } from './redis-unavailable.error';
import { adviceFor, adviceForSilence, type Refusal, refusing } from './refusal';

/** A refusal is over when it is proven to be and nothing was refused for so long, in milliseconds: at first, and at most. */
const QUIET_MS = 2_000;
const MAX_QUIET_MS = 60_000;

/** A present error of a store, and its cause. */
export interface StoreTrouble {
  /** `unreachable`, or the first word of what it answers, such as `READONLY`. */
  readonly kind: string;
  /** In words: `cannot be asked`, `refuses writes`. */
  readonly what: string;
  readonly reason: string;
  /** Advice for the operator. */
  readonly advice: string | undefined;
  /** Since when, in milliseconds since 1970. */
  readonly since: number;
}

/** Who wants to know what goes wrong with a store, and when it is over. */
export interface TroubleObserver {
  troubled(trouble: StoreTrouble): void;
  /** @param how in words: `answers again`. */
  recovered(trouble: StoreTrouble, how: string): void;
}

/** Something that is refused, or was not long ago. */
interface Standing {
  trouble: StoreTrouble | undefined;
  readonly operations: Set<string>;
  readonly isOfWrites: boolean;
  refusedAt: number;
  provenAt: number;
  endedAt: number;
  quiet: number;
}

/**
 * The present errors of one Redis server: that it is not reachable, or the commands it refuses. Each error is
 * reported once when it begins and once when it is over, however many calls it costs. Bounded by the number of kinds
 * of calls.
 */
export class RedisTroubles {
  private readonly logger = new Logger('Redis');
  private readonly standing = new Map<string, Standing>();
  private outage: StoreTrouble | undefined;
  private hasResponded = false;

  constructor(
    private readonly address: RedisAddress,
    private readonly clock: Clock,
    private readonly observer?: TroubleObserver,
    private readonly name = new URL(address.url).host,
  ) {}

  /** As long as it cannot be asked, nothing else is known. */
  get all(): readonly StoreTrouble[] {
    if (this.outage !== undefined) return [this.outage];
    return [...this.standing.values()].flatMap(({ trouble }) => trouble ?? []);
  }

  /** True if it refuses what another server at the same address may do. */
  get mayBeOverElsewhere(): boolean {
    if (this.outage !== undefined) return this.outage.kind !== 'unreachable';
    return [...this.standing.values()].some(({ trouble, isOfWrites }) => isOfWrites && trouble !== undefined);
  }

  /** It cannot be asked any more, or cannot for another reason. */
  lost(error: RedisUnavailableError): void {
    const refusal = error instanceof RedisRefusedError ? error.refusal : undefined;
    const kind = refusal?.kind ?? 'unreachable';
    if (this.outage?.kind === kind) return;
    this.outage = this.begin(
      kind,
      refusal?.scope === 'everything' ? 'rejects all commands' : 'is not reachable',
      error,
    );
  }

  regained(): void {
    const { outage } = this;
    this.outage = undefined;
    this.hasResponded = true;
    if (outage !== undefined) this.end(outage, 'is reachable again');
  }

  refused(operation: string, refusal: Refusal): void {
    const key = refusal.scope === 'call' ? `${refusal.kind} ${operation}` : refusal.kind;
    const standing = this.standing.get(key) ?? newStanding(refusal.scope === 'writes');
    this.standing.set(key, standing);
    standing.operations.add(operation);
    standing.refusedAt = this.clock.now();
    if (standing.trouble !== undefined) return;
    // An error that returns repeatedly takes longer each time to count as over, so that the log is not flooded.
    const isRecent = this.clock.now() - standing.endedAt < MAX_QUIET_MS;
    standing.quiet = isRecent ? Math.min(2 * standing.quiet, MAX_QUIET_MS) : QUIET_MS;
    standing.trouble = this.begin(refusal.kind, refusing(operation, refusal), new RedisRefusedError(refusal));
  }

  /** A call of this kind was answered. */
  done(operation: string, provesWrites: boolean): void {
    if (this.standing.size === 0) return;
    for (const standing of this.standing.values())
      if ((provesWrites && standing.isOfWrites) || standing.operations.has(operation))
        standing.provenAt = this.clock.now();
  }

  /** Ends what is over; to be called now and then. */
  review(): void {
    const now = this.clock.now();
    for (const standing of this.standing.values()) {
      const { trouble, provenAt, refusedAt, quiet } = standing;
      if (trouble === undefined || provenAt <= refusedAt || now - refusedAt < quiet) continue;
      standing.trouble = undefined;
      standing.endedAt = now;
      this.end(trouble, `${trouble.what.replace('refuses', 'accepts')} again`);
    }
  }

  /** The server is not used any more. */
  abandon(): void {
    for (const trouble of this.all) this.end(trouble, 'is not used any more');
    this.outage = undefined;
    this.standing.clear();
  }

  private begin(kind: string, what: string, { message: reason }: Error): StoreTrouble {
    const advice = this.hasResponded
      ? adviceFor(kind, this.address)
      : (adviceFor(kind, this.address) ?? adviceForSilence(this.address, reason));
    const trouble = { kind, what, reason, advice, since: this.clock.wallTime() };
    this.logger.warn(
      `Redis at ${this.name} ${what}: ${reason.replace(/\.$/, '')}. ${advice ?? 'The gateway tries again'}.`,
    );
    this.observer?.troubled(trouble);
    return trouble;
  }

  private end(trouble: StoreTrouble, how: string): void {
    this.logger.log(`Redis at ${this.name} ${how}.`);
    this.observer?.recovered(trouble, how);
  }
}

function newStanding(isOfWrites: boolean): Standing {
  const never = { refusedAt: -Infinity, provenAt: -Infinity, endedAt: -Infinity };
  return { ...never, trouble: undefined, operations: new Set(), isOfWrites, quiet: QUIET_MS };
}

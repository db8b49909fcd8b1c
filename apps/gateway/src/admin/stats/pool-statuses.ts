import {
  type BackendStatus,
  type FailureStatus,
  type PoolStatus,
  type StateStep,
  type TrafficFigures,
} from '@app/contracts';
import { Inject, Injectable } from '@nestjs/common';
import { StoreUnavailableError } from '../../data-plane/errors/availability.errors';
import { GatewayConfigurator } from '../../runtime/gateway-configurator';
import { OverrideSync } from '../../cluster/overrides/override-sync';
import { Clock } from '../../platform/clock';
import { StickySessionStore } from '../../data-plane/affinity/sticky-session.store';
import { type Backend } from '../../data-plane/upstream/backend';
import { type LastFailure, type StateChange } from '../../data-plane/upstream/backend-state';
import { type Pool } from '../../data-plane/upstream/pool';
import { PoolTable } from '../../data-plane/upstream/pool-table';
import { LatencyHistogram } from './latency-histogram';
import { Traffic } from './traffic';

/** By the ids of backends; undefined while the store cannot be asked. */
type Owned = ReadonlyMap<string, number> | undefined;
type Sources = ReadonlyMap<string, string>;

/** A failure that is older says little of how a backend does now. */
const RECENT_MS = 60_000;

/** Tells operators how pools and backends are. */
@Injectable()
export class PoolStatuses {
  constructor(
    private readonly registry: PoolTable,
    private readonly traffic: Traffic,
    private readonly store: StickySessionStore,
    private readonly configurator: GatewayConfigurator,
    private readonly shared: OverrideSync,
    @Inject(Clock) private readonly clock: Clock,
  ) {}

  async all(): Promise<PoolStatus[]> {
    const owned = await this.owned();
    return this.registry.all.map((pool) => this.statusOf(pool, owned));
  }

  async ofPool(pool: Pool): Promise<PoolStatus> {
    return this.statusOf(pool, await this.owned());
  }

  async ofBackend(pool: Pool, backend: Backend): Promise<BackendStatus> {
    const sources = this.configurator.sourcesIn(pool.name);
    return this.backendStatus(pool, backend, await this.owned(), sources);
  }

  /** The other figures are still reported, above all while the store is not reachable. */
  private async owned(): Promise<Owned> {
    try {
      return await this.store.counts();
    } catch (error) {
      if (error instanceof StoreUnavailableError) return undefined;
      throw error;
    }
  }

  private statusOf(pool: Pool, owned: Owned): PoolStatus {
    const sources = this.configurator.sourcesIn(pool.name);
    const backends = pool.backends.map((backend) => this.backendStatus(pool, backend, owned, sources));
    const latency = new LatencyHistogram();
    for (const backend of pool.backends) latency.addAll(this.traffic.of(backend).latency);
    const settings = this.configurator.running.pools.find(({ name }) => name === pool.name);
    return {
      name: pool.name,
      balance: settings?.balance ?? '',
      available: pool.available.length,
      ...sumOf(backends),
      latency: latency.figures(),
      backends,
    };
  }

  private backendStatus(pool: Pool, backend: Backend, owned: Owned, sources: Sources): BackendStatus {
    const traffic = this.traffic.of(backend);
    const {
      id,
      url,
      state,
      mode,
      selfDraining,
      weight,
      maxInFlight,
      backup,
      inFlight,
      requests,
      waiting,
      waitingSince,
      lastChange,
      lastFailure,
    } = backend;
    return {
      id,
      pool: pool.name,
      url,
      state,
      desiredState: mode,
      selfDraining,
      available: backend.isAvailable,
      weight,
      maxInFlight,
      backup,
      origin: this.configurator.changes.hasAdded(pool.name, id)
        ? 'operator'
        : (sources.get(id) ?? 'configuration'),
      localOnly: this.shared.isLocalOnly(pool.name, id),
      inFlight,
      requests,
      errors: traffic.errorCount,
      requestsPerSecond: traffic.requests.perSecond,
      errorsPerSecond: traffic.errors.perSecond,
      latency: traffic.latency.figures(),
      ownedSessions: owned === undefined ? null : (owned.get(id) ?? 0),
      waiting,
      longestWait: waiting === 0 ? null : Math.round(this.clock.now() - waitingSince),
      lastChange: lastChange === undefined ? null : stepOf(lastChange),
      lastFailure: lastFailure === undefined ? null : failureOf(lastFailure),
      why: this.whyOf(backend) ?? null,
    };
  }

  /** Why it is not available, or why requests fail at it lately. */
  private whyOf({ isAvailable, lastChange, lastFailure }: Backend): string | undefined {
    if (!isAvailable && lastChange !== undefined) return lastChange.reason;
    const isRecent = lastFailure !== undefined && this.clock.wallTime() - lastFailure.at <= RECENT_MS;
    return isRecent ? `a request failed: ${lastFailure.text}` : undefined;
  }
}

function failureOf({ kind, text, at }: LastFailure): FailureStatus {
  return { kind, text, at: new Date(at).toISOString() };
}

function stepOf({ from, to, reason, at }: StateChange): StateStep {
  return { from, to, reason, at: new Date(at).toISOString() };
}

/** All but the latency, which does not add up. */
function sumOf(figures: readonly TrafficFigures[]): Omit<TrafficFigures, 'latency'> {
  const sum = (of: (figures: TrafficFigures) => number): number =>
    figures.reduce((total, own) => total + of(own), 0);
  return {
    inFlight: sum((own) => own.inFlight),
    requests: sum((own) => own.requests),
    errors: sum((own) => own.errors),
    requestsPerSecond: Math.round(sum((own) => own.requestsPerSecond) * 10) / 10,
    errorsPerSecond: Math.round(sum((own) => own.errorsPerSecond) * 10) / 10,
    ownedSessions: figures.some((own) => own.ownedSessions === null)
      ? null
      : sum((own) => own.ownedSessions!),
  };
}

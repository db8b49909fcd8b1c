import { Injectable } from '@nestjs/common';
import { METRICS } from '../platform/metrics/catalogue';
import { Metrics } from '../platform/metrics/metrics';
import { ConcurrencyStore } from '../data-plane/admission/rate-limiting/concurrency.store';
import { Affinity } from '../data-plane/affinity/affinity';
import { OwnerSearch } from '../data-plane/affinity/owner-search/owner-search';
import { ExchangeLifecycle } from '../data-plane/exchange/exchange-lifecycle';
import { Forwarder } from '../data-plane/forwarding/forwarder';
import { type Pool } from '../data-plane/upstream/pool';
import { PoolTable } from '../data-plane/upstream/pool-table';
import { UpstreamClient } from '../data-plane/upstream/upstream-client';

/** Resources that requests in flight hold, by name. Each value returns to 0 without requests. */
export interface Held {
  readonly requests: number;
  readonly attempts: number;
  readonly tunnels: number;
  /** Places of clients in their `concurrency`. */
  readonly concurrency: number;
  /** Places in the queues of pools, in those for owners, and in those for a connection. */
  readonly queued: number;
  /** Retries and hedges that are taken out of the retry budgets. */
  readonly retries: number;
  /** Creating requests with a lease. */
  readonly claims: number;
  /** Searches for an unknown owner. */
  readonly searches: number;
  /** Connections to backends that are not idle. */
  readonly connections: number;
  /** Time limits beside those of connections. */
  readonly deadlines: number;
}

/** Reads together what all parts of the gateway hold for requests, so that a resource that is not given back is noticed. */
@Injectable()
export class HeldResources {
  constructor(
    private readonly exchanges: ExchangeLifecycle,
    private readonly requestsUnderWay: ConcurrencyStore,
    private readonly affinity: Affinity,
    private readonly locator: OwnerSearch,
    private readonly forwarder: Forwarder,
    private readonly registry: PoolTable,
    private readonly client: UpstreamClient,
    private readonly metrics: Metrics,
  ) {}

  /** From here on metrics show it. */
  begin(): void {
    this.metrics.read(METRICS.heldResources, () =>
      Object.entries(this.read()).map(([resource, value]) => ({
        labels: [resource],
        value: value as number,
      })),
    );
  }

  read(): Held {
    const { exchanges, requestsUnderWay, affinity, locator, forwarder, client } = this;
    const open = client.total('openConnections');
    return {
      requests: exchanges.inFlight,
      attempts: this.sum(({ backends }) => backends.reduce((sum, { inFlight }) => sum + inFlight, 0)),
      tunnels: forwarder.tunnels.size,
      concurrency: requestsUnderWay.size,
      queued:
        this.sum(({ queue, ownerQueue }) => (queue?.length ?? 0) + (ownerQueue?.length ?? 0)) +
        client.total('waitingRequests'),
      retries: this.sum(({ retryBudget }) => retryBudget.underWay),
      claims: affinity.leases.size,
      searches: this.sum((pool) => locator.searchesIn(pool)),
      connections: open - client.total('idleConnections'),
      // Each connection has one of its own for as long as it is open.
      deadlines: client.deadlines.size - open,
    };
  }

  private sum(count: (pool: Pool) => number): number {
    return this.registry.all.reduce((sum, pool) => sum + count(pool), 0);
  }
}

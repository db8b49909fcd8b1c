import { Affinity } from '../../../apps/gateway/src/data-plane/affinity/affinity';
import { type AffinityRuleSettings } from '../../../apps/gateway/src/data-plane/affinity/affinity-rule';
import { OwnerSearch } from '../../../apps/gateway/src/data-plane/affinity/owner-search/owner-search';
import { type StickySessionStore } from '../../../apps/gateway/src/data-plane/affinity/sticky-session.store';
import { type Balancer } from '../../../apps/gateway/src/data-plane/balancing/balancer';
import { NoBackendAvailableError } from '../../../apps/gateway/src/data-plane/errors/availability.errors';
import { DecisionHeader } from '../../../apps/gateway/src/data-plane/decision-header';
import { ExchangeLifecycle } from '../../../apps/gateway/src/data-plane/exchange/exchange-lifecycle';
import { type Exchange } from '../../../apps/gateway/src/data-plane/exchange/exchange';
import { ProblemResponder } from '../../../apps/gateway/src/data-plane/exchange/problem-responder';
import { ProxySettings } from '../../../apps/gateway/src/data-plane/exchange/proxy-settings';
import { Forwarder } from '../../../apps/gateway/src/data-plane/forwarding/forwarder';
import { ProxyMiddleware } from '../../../apps/gateway/src/data-plane/proxy.middleware';
import { ProxyRoute } from '../../../apps/gateway/src/data-plane/routing/proxy-route';
import { AttemptOutcomes } from '../../../apps/gateway/src/data-plane/upstream/attempt-outcomes';
import { Backend } from '../../../apps/gateway/src/data-plane/upstream/backend';
import { Pool } from '../../../apps/gateway/src/data-plane/upstream/pool';
import { RetryBudget } from '../../../apps/gateway/src/data-plane/upstream/retry-budget';
import { ErrorGuard } from '../../../apps/gateway/src/platform/error.guard';
import { type Random } from '../../../apps/gateway/src/platform/random';
import { type PlannedOperation } from '../plan';
import { simulatedRequest, SimulatedResponse } from './client-side';
import { type SimulatedProcess } from './simulated-process';
import { SimulatedUpstreamClient, type UpstreamSurroundings } from './simulated-upstream';

export const POOL = 'main';
export const RULE = 'items';

const ROUTE = new ProxyRoute({ name: 'items', path: '/', pool: POOL, affinity: [RULE] });
const RETRY = { attempts: 3, budget: 0.2, bodyBytes: 0 };

/** The simulated parts of a gateway besides the real code. */
export interface GatewaySurroundings extends UpstreamSurroundings {
  readonly store: StickySessionStore;
  readonly rules: readonly AffinityRuleSettings[];
  readonly backendIds: readonly string[];
  /** Gives turns. */
  readonly random: Random;
}

/** The real data plane from the middleware to the upstream requests, between simulated clients and backends. */
export class SimulatedGateway {
  readonly process: SimulatedProcess;
  readonly affinity: Affinity;
  readonly search: OwnerSearch;
  readonly lifecycle: ExchangeLifecycle;
  readonly pool: Pool;
  private readonly middleware: ProxyMiddleware;
  private readonly members = new Map<string, Backend>();
  private readonly responses = new Map<number, () => void>();

  constructor(private readonly surroundings: GatewaySurroundings) {
    const { process, store, backendIds } = surroundings;
    this.process = process;
    const guard = new ErrorGuard(process);
    const settings = new ProxySettings();
    const decisions = new DecisionHeader(settings, process, guard);
    const problems = new ProblemResponder(settings, decisions, process);
    const outcomes = new AttemptOutcomes(guard);
    const client = new SimulatedUpstreamClient(surroundings, process) as never;
    this.pool = new Pool(POOL, RETRY, new RetryBudget(process, RETRY.budget));
    this.list(backendIds);
    const pools = { all: [this.pool], find: () => this.pool } as never;
    this.lifecycle = new ExchangeLifecycle(process, guard);
    this.search = new OwnerSearch(client, outcomes, store, process);
    this.affinity = new Affinity(store, this.search, undefined as never, pools, process);
    this.reload();
    const forwarder = new Forwarder(client, outcomes, this.lifecycle, problems, decisions, settings, process);
    const router = { route: (exchange: Exchange) => this.route(exchange) } as never;
    const admission = { checkClientAddress: () => undefined, check: () => undefined } as never;
    const shedding = { refuses: () => false } as never;
    const balancer = this.balancer();
    this.middleware = new ProxyMiddleware(
      settings,
      router,
      admission,
      this.affinity,
      balancer,
      forwarder,
      problems,
      this.lifecycle,
      shedding,
    );
    process.onDeath(() => this.loseClients());
  }

  /** @param onEnd called with the status of a complete response. */
  serve(operation: PlannedOperation, onEnd: (status: number | undefined) => void): void {
    const { number, method, target, isRepeatable } = operation;
    const repeatable = isRepeatable ? ['Idempotency-Key', String(number)] : [];
    const request = simulatedRequest(method, target, ['X-Operation', String(number), ...repeatable]);
    const response = new SimulatedResponse(this.process, (status) => {
      this.responses.delete(number);
      onEnd(status);
    });
    this.responses.set(number, () => {
      request.socket.writable = false;
      response.destroy();
    });
    this.middleware.use(request, response.asResponse);
  }

  /** The client of the operation leaves. */
  leave(number: number): void {
    this.responses.get(number)?.();
  }

  reload(): void {
    this.affinity.apply(this.surroundings.rules, [{ pool: POOL, affinity: [RULE] }]);
  }

  /** The pool consists of these backends from now on. One that is listed again is the one of before. */
  list(ids: readonly string[]): void {
    this.pool.setBackends(
      ids.map((id) => {
        const known = this.members.get(id);
        if (known !== undefined) return known;
        const backend = new Backend({ id, url: `http://${id}:80`, weight: 1, maxInFlight: 0, backup: false });
        this.members.set(id, backend);
        return backend;
      }),
    );
  }

  setMode(id: string, mode: Backend['mode']): void {
    const backend = this.members.get(id);
    if (backend !== undefined) backend.mode = mode;
    this.pool.refresh();
  }

  /** Resources that were taken and not given back. */
  get leftovers(): string[] {
    const { affinity, search, pool, lifecycle } = this;
    const counts = {
      'requests in flight': lifecycle.inFlight,
      leases: affinity.leases.size,
      searches: search.searchesIn(pool),
      'attempts in flight': pool.backends.reduce((sum, { inFlight }) => sum + inFlight, 0),
      retries: pool.retryBudget.underWay,
    };
    return Object.entries(counts).flatMap(([name, count]) => (count === 0 ? [] : `${count} ${name}`));
  }

  private route(exchange: Exchange): ProxyRoute {
    exchange.route = ROUTE;
    exchange.leadTo(this.pool);
    return ROUTE;
  }

  /** Gives turns by chance. */
  private balancer(): Balancer {
    const { random } = this.surroundings;
    const balancer: Pick<Balancer, 'pick' | 'whenFree'> = {
      pick: ({ attempts }) => {
        const free = this.pool.available.filter((backend) => !attempts.failedBackends.includes(backend));
        if (free.length === 0) throw new NoBackendAvailableError();
        return free[Math.floor(random.fraction() * free.length)];
      },
      whenFree: (_exchange, owner) => owner,
    };
    return balancer as Balancer;
  }

  private loseClients(): void {
    for (const lose of [...this.responses.values()]) lose();
  }
}

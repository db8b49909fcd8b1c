import { type Backend } from '../../apps/gateway/src/data-plane/upstream/backend';
import { RecentLatency } from '../../apps/gateway/src/data-plane/upstream/recent-latency';
import { SeededRandom } from '../../test/support/seeded-random';
import { EventClock } from './event-clock';
import { Items } from './items';
import { Ledger } from './ledger';
import { Probing } from './probing';
import { type Scenario } from './scenario';
import { SimulatedBackend } from './simulated-backend';
import { SimulatedGateway } from './simulated-gateway';
import { type Wish } from './simulated-request';
import { settingsOf } from './world-settings';

/** Everything there is in a simulation: the gateway, what is really behind it, and the books that are kept. */
export class World {
  readonly ledger = new Ledger();
  readonly items: Items;
  readonly latencies = new RecentLatency();
  /** Of all answers together, in milliseconds. */
  latency = 0;
  /** Every backend that there ever was, by its number. */
  readonly backends: SimulatedBackend[] = [];
  /** Numbers of those that are about to be taken off: a copy of what they had stays there. */
  readonly leaving = new Set<number>();
  private readonly byKnown = new Map<Backend, SimulatedBackend>();
  private readonly services: SeededRandom;

  private constructor(
    readonly scenario: Scenario,
    readonly clock: EventClock,
    readonly gateway: SimulatedGateway,
  ) {
    this.items = new Items(scenario.sessions);
    this.services = new SeededRandom(scenario.seed + 1);
    gateway.registry.observe(new Probing(this, new SeededRandom(scenario.seed + 2)));
  }

  static async of(scenario: Scenario): Promise<World> {
    const clock = new EventClock();
    const gateway = await SimulatedGateway.start(clock, new SeededRandom(scenario.seed));
    const world = new World(scenario, clock, gateway);
    await world.scaleTo(Array.from({ length: scenario.backends }, (_, number) => number));
    return world;
  }

  /** Backends that are listed now. */
  get listed(): SimulatedBackend[] {
    return this.gateway.pool.backends.map((backend) => this.behind(backend));
  }

  /** Returns the real backend behind one that the gateway knows, or knew. */
  behind(backend: Backend): SimulatedBackend {
    return this.byKnown.get(backend)!;
  }

  /** Lists the backends of these numbers and no others; those that are new are there from now on. */
  async scaleTo(numbers: readonly number[]): Promise<void> {
    const { gateway, clock, services } = this;
    await gateway.apply(settingsOf(this.scenario, numbers.map(idOf)));
    for (const [at, known] of gateway.pool.backends.entries()) {
      if (this.byKnown.has(known)) continue;
      const backend = new SimulatedBackend(numbers[at], known, clock, services);
      this.byKnown.set(known, backend);
      this.backends[numbers[at]] = backend;
    }
  }

  /** Performs the request at the backend, and returns the status of its response. */
  serve({ kind, method, session }: Wish, backend: Backend): number {
    const { items } = this;
    const { number } = this.behind(backend);
    if (kind === 'unowned') return 200;
    if (kind === 'create') {
      items.create(session, number);
      return 201;
    }
    if (items.ownerOf(session) !== number && !this.leaving.has(number)) return 404;
    if (method === 'DELETE') items.delete(session);
    return 200;
  }

  noteResponse({ kind, session }: Wish, status: number, milliseconds: number): void {
    this.ledger.answered++;
    if (kind === 'use' && status === 404 && this.items.ownerOf(session) !== undefined)
      this.ledger.falseDenials++;
    this.latencies.note(milliseconds);
    this.latency += milliseconds;
  }
}

/** The id of the backend of this number. */
export function idOf(number: number): string {
  return `b${number}`;
}

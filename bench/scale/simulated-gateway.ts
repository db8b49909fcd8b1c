import { type Type } from '@nestjs/common';
import { Test, type TestingModule } from '@nestjs/testing';
import { type GatewayConfig } from '../../apps/gateway/src/config/gateway-config';
import { OutlierDetector } from '../../apps/gateway/src/control-plane/outlier-detection/outlier-detector';
import { SlowStart } from '../../apps/gateway/src/control-plane/slow-start/slow-start';
import { Clock } from '../../apps/gateway/src/platform/clock';
import { PlatformModule } from '../../apps/gateway/src/platform/platform.module';
import { Random } from '../../apps/gateway/src/platform/random';
import { Affinity } from '../../apps/gateway/src/data-plane/affinity/affinity';
import { sessionKey } from '../../apps/gateway/src/data-plane/affinity/session-key';
import { type StickySession } from '../../apps/gateway/src/data-plane/affinity/sticky-session';
import { OwnerSearch } from '../../apps/gateway/src/data-plane/affinity/owner-search/owner-search';
import { MemoryStickySessionStore } from '../../apps/gateway/src/data-plane/affinity/stores/memory/memory-sticky-session.store';
import { Balancer } from '../../apps/gateway/src/data-plane/balancing/balancer';
import { BalancingModule } from '../../apps/gateway/src/data-plane/balancing/balancing.module';
import { BodyPeek } from '../../apps/gateway/src/data-plane/body/body-peek';
import { AttemptOutcomes } from '../../apps/gateway/src/data-plane/upstream/attempt-outcomes';
import { BackendStates } from '../../apps/gateway/src/data-plane/upstream/backend-states';
import { type Pool } from '../../apps/gateway/src/data-plane/upstream/pool';
import { PoolTable } from '../../apps/gateway/src/data-plane/upstream/pool-table';
import { UpstreamClient } from '../../apps/gateway/src/data-plane/upstream/upstream-client';
import { UpstreamModule } from '../../apps/gateway/src/data-plane/upstream/upstream.module';
import { RULE } from './world-settings';

/** All of the gateway that decides something, without a socket: its own classes, put together as its program does. */
export class SimulatedGateway {
  readonly registry: PoolTable;
  readonly states: BackendStates;
  readonly outcomes: AttemptOutcomes;
  readonly balancer: Balancer;
  readonly store: MemoryStickySessionStore;
  readonly affinity: Affinity;

  private constructor(
    private readonly module: TestingModule,
    readonly clock: Clock,
    readonly random: Random,
  ) {
    const client = module.get(UpstreamClient);
    this.registry = module.get(PoolTable);
    this.states = module.get(BackendStates);
    this.outcomes = module.get(AttemptOutcomes);
    this.balancer = module.get(Balancer);
    this.store = new MemoryStickySessionStore(clock);
    const locator = new OwnerSearch(client, this.outcomes, this.store, clock);
    this.affinity = new Affinity(this.store, locator, new BodyPeek(client), this.registry, clock);
  }

  static async start(clock: Clock, random: Random): Promise<SimulatedGateway> {
    const imports = [PlatformModule, UpstreamModule, BalancingModule];
    const providers = [OutlierDetector, SlowStart];
    const module = await Test.createTestingModule({ imports, providers })
      .overrideProvider(Clock)
      .useValue(clock)
      .overrideProvider(Random)
      .useValue(random)
      .compile();
    // It would tell of every fault.
    module.useLogger(false);
    return new SimulatedGateway(module, clock, random);
  }

  /** The only one there is. */
  get pool(): Pool {
    return this.registry.find('all')!;
  }

  /** As `GatewayConfigurator` does it. */
  async apply({ pools, affinity, routes }: GatewayConfig): Promise<void> {
    const commitTurns = await this.balancer.prepare({ pools });
    this.registry.apply(pools);
    commitTurns();
    this.affinity.apply(affinity, routes);
    this.module.get(SlowStart).apply(pools);
    this.module.get(OutlierDetector).apply(pools);
  }

  /** The session in the store that a value of the session header names. */
  sessionOf(value: string): StickySession | undefined {
    return this.store.find(sessionKey(RULE, this.pool.name, value));
  }

  find<T>(part: Type<T>): T {
    return this.module.get(part);
  }

  async close(): Promise<void> {
    await this.module.close();
  }
}

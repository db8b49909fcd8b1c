import { type AffinityRuleSettings } from '../../../apps/gateway/src/data-plane/affinity/affinity-rule';
import { type StickySessionStore } from '../../../apps/gateway/src/data-plane/affinity/sticky-session.store';
import { type Random } from '../../../apps/gateway/src/platform/random';
import { type History } from '../history/history';
import { type PlannedFault } from '../plan';
import { type SimulatedBackend } from '../world/simulated-backend';
import { tracedStore } from './traced-store';
import { SimulatedGateway } from '../world/simulated-gateway';
import { SimulatedProcess } from '../world/simulated-process';
import { type UpstreamSurroundings } from '../world/simulated-upstream';
import { type VirtualTime } from '../world/virtual-time';

/** Replaces a part of the real code by one with a planted defect. */
export interface Plants {
  /** True if the operations of the stores are lines of the history. */
  readonly isTraced?: boolean;
  /** Wraps the store of each gateway. */
  store?(store: StickySessionStore): StickySessionStore;
  /** Changes a gateway that has just been made. */
  gateway?(gateway: SimulatedGateway): void;
}

/** The parts that every installation shares. */
export interface World {
  readonly time: VirtualTime;
  readonly history: History;
  readonly backends: ReadonlyMap<string, SimulatedBackend>;
  readonly rules: readonly AffinityRuleSettings[];
  /** Backends that are listed now. */
  readonly listed: readonly string[];
  readonly limits: { readonly responseTimeout: number };
  readonly startsEmpty: boolean;
  readonly random: Random;
  readonly plants: Plants;
  randomOf(operation: number): Random;
}

/** Gateways that serve the same backends, and how they break. */
export abstract class Installation {
  /** The gateways that live. */
  readonly gateways = new Set<SimulatedGateway>();

  constructor(protected readonly world: World) {}

  /** The gateways to which new clients come. */
  get entries(): readonly SimulatedGateway[] {
    return [...this.gateways];
  }

  /** A fault of the gateways or of what they share. */
  abstract fail(fault: PlannedFault): void;

  protected newProcess(): SimulatedProcess {
    return new SimulatedProcess(this.world.time);
  }

  protected addGateway(process: SimulatedProcess, store: StickySessionStore): SimulatedGateway {
    const { world } = this;
    const surroundings: UpstreamSurroundings = {
      ...world,
      process,
      randomOf: (number) => world.randomOf(number),
    };
    const planted = world.plants.store?.(store) ?? store;
    const traced = world.plants.isTraced === true ? tracedStore(planted, world.history) : planted;
    const gateway = new SimulatedGateway({
      ...surroundings,
      store: traced,
      rules: world.rules,
      backendIds: world.listed,
      random: world.random,
    });
    world.plants.gateway?.(gateway);
    this.gateways.add(gateway);
    process.onDeath(() => this.gateways.delete(gateway));
    return gateway;
  }

  protected chosen(which: number): SimulatedGateway {
    const { entries } = this;
    return entries[Math.floor(which * entries.length)];
  }
}

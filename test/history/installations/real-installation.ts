import { setTimeout as sleep } from 'node:timers/promises';
import { type Random } from '../../../apps/gateway/src/platform/random';
import { type History } from '../../simulation/history/history';
import { type Processes } from '../../support/processes';
import { GatewayActor, type Sections } from '../gateway-actor';
import { type StatefulBackend } from '../stateful-backend';

/** The parts that gateways are started with, and that their faults require. */
export interface Surroundings {
  readonly processes: Processes;
  readonly folder: string;
  readonly ports: readonly number[];
  readonly sections: Sections;
  readonly backends: readonly StatefulBackend[];
  readonly history: History;
  readonly random: Random;
}

/** Something that goes wrong for so many milliseconds. */
export interface Fault {
  readonly name: string;
  /** True if sessions are lost, or cannot be read. */
  readonly losesSessions?: boolean;
  /** Resolves when it is over. */
  run(milliseconds: number): Promise<void>;
}

/** Gateway processes that serve the same backends, and how they break. */
export abstract class RealInstallation {
  readonly gateways: GatewayActor[] = [];

  constructor(protected readonly surroundings: Surroundings) {}

  /** Faults of the gateways, or of what they share. */
  abstract readonly faults: readonly Fault[];

  /** Takes place in every run, also in one without faults. */
  readonly events: readonly Fault[] = [];

  abstract start(): Promise<void>;

  close(): Promise<void> {
    return Promise.resolve();
  }

  protected addGateway(at: number, changes: Sections = {}): GatewayActor {
    const { processes, folder, ports, sections } = this.surroundings;
    const own = { port: ports[2 * at], adminPort: ports[2 * at + 1] };
    const gateway = new GatewayActor(processes, folder, own, { ...sections, ...changes });
    this.gateways.push(gateway);
    return gateway;
  }

  protected chosen<T>(all: readonly T[]): T {
    return all[Math.floor(this.surroundings.random.fraction() * all.length)];
  }

  /** A new process knows nothing of the creates of a dead one unless they share a store, so the backends end them first. */
  protected async restart(gateway: GatewayActor, milliseconds: number): Promise<void> {
    await gateway.kill();
    await sleep(milliseconds);
    for (const backend of this.surroundings.backends) await backend.untilProcessed();
    await gateway.start();
  }
}

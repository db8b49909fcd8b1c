import { Injectable } from '@nestjs/common';
import { GatewayConfigurator } from '../gateway.configurator';
import { type Backend } from '../upstream/backend';
import { BackendStates } from '../upstream/backend.states';
import { OperatorChanges } from '../upstream/operator.changes';
import { type Pool } from '../upstream/pool';
import { PoolRegistry } from '../upstream/pool.registry';
import { type BackendEstate, type Estate } from './estate';

const REASON = 'the process before this one knew it so';

/** Knows what a process has learned of its backends, and what operators have told it of them. */
@Injectable()
export class EstateKeeper {
  constructor(
    private readonly configurator: GatewayConfigurator,
    private readonly registry: PoolRegistry,
    private readonly states: BackendStates,
  ) {}

  get estate(): Omit<Estate, 'addresses'> {
    const { running, changes } = this.configurator;
    return {
      pools: running.pools.map(({ name, backends }) => ({ name, backends })),
      words: [...changes.words.values()],
      backends: this.registry.all.flatMap((pool) => pool.backends.map((backend) => estateOf(pool, backend))),
    };
  }

  /** Puts in force what another process has left. The configuration of this one counts where it says something new. */
  takeOver({ pools, words, backends }: Omit<Estate, 'addresses'>): void {
    const { running, changes } = this.configurator;
    const kept = new OperatorChanges(words).carriedOver(pools, running.pools);
    // What gateways share with one another has been learned from there, and may be newer.
    const unknown = [...kept.words].flatMap(([backend, word]) => (changes.words.has(backend) ? [] : word));
    if (unknown.length > 0)
      this.configurator.change(new OperatorChanges([...changes.words.values(), ...unknown]));
    for (const own of backends) {
      const pool = this.registry.find(own.pool);
      const backend = pool?.find(own.id);
      if (pool !== undefined && backend?.url === own.url) this.restore(pool, backend, own);
    }
  }

  private restore(pool: Pool, backend: Backend, { health, drainsItself, reason }: BackendEstate): void {
    const { running } = this.configurator;
    const isProbed = running.pools.find(({ name }) => name === pool.name)!.health.enabled;
    // What a probe of this process has found by now is newer.
    if (!isProbed || backend.health !== 'unknown') return;
    if (health !== 'unknown') this.states.setHealth(pool, backend, health, reason ?? REASON);
    if (drainsItself) this.states.setDrainsItself(pool, backend, true, reason ?? REASON);
  }
}

function estateOf({ name }: Pool, backend: Backend): BackendEstate {
  const { id, url, health, drainsItself, lastChange } = backend;
  return { pool: name, id, url, health, drainsItself, reason: lastChange?.reason };
}

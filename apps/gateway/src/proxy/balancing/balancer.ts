import { Injectable } from '@nestjs/common';
import { NoBackendAvailableError } from '../../errors/availability.errors';
import { type Backend } from '../../upstream/backend';
import { type Exchange } from '../exchange';
import { type BackendSelector } from './backend.selector';
import { SelectorFactory } from './selector.factory';

/** Which selector a pool uses. */
export interface BalanceSettings {
  readonly name: string;
  readonly balance: string;
}

/** Gives each request that nobody owns to one of its pool's available backends. */
@Injectable()
export class Balancer {
  private selectors = new Map<string, BackendSelector>();

  constructor(private readonly factory: SelectorFactory) {}

  /** Gives every pool its selector; one that keeps its kind keeps its turn. */
  async apply(pools: readonly BalanceSettings[]): Promise<void> {
    const selectors = new Map<string, BackendSelector>();
    for (const { name, balance } of pools) {
      const known = this.selectors.get(name);
      selectors.set(name, known?.name === balance ? known : await this.factory.create(balance));
    }
    this.selectors = selectors;
  }

  /** @throws NoBackendAvailableError when there is none that has not been tried in vain. */
  pick(exchange: Exchange): Backend {
    const { pool, tried } = exchange;
    const available =
      tried.length === 0 ? pool.available : pool.available.filter((backend) => !tried.includes(backend));
    const backend = this.selectors.get(pool.name)?.select(available);
    if (backend === undefined) throw new NoBackendAvailableError();
    return backend;
  }
}

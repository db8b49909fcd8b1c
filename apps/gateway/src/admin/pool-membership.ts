import { type NewBackend } from '@app/contracts';
import { ConflictException, Injectable, NotFoundException } from '@nestjs/common';
import { GatewayConfigurator } from '../runtime/gateway-configurator';
import { type Backend } from '../data-plane/upstream/backend';
import { type BackendMode } from '../data-plane/upstream/backend-state';
import { type Pool } from '../data-plane/upstream/pool';
import { OwnListeners } from '../platform/own-listeners';
import { PoolTable } from '../data-plane/upstream/pool-table';
import { EventLog } from './events/event-log';
import { toBackendSettings } from './requests/to-backend-settings';

/** Finds pools and backends by the names that operators use, and changes who is a member of a pool. */
@Injectable()
export class PoolMembershipService {
  constructor(
    private readonly registry: PoolTable,
    private readonly configurator: GatewayConfigurator,
    private readonly events: EventLog,
    private readonly ownListeners: OwnListeners,
  ) {}

  /** @throws NotFoundException with the names that there are. */
  pool(name: string): Pool {
    const pool = this.registry.find(name);
    if (pool !== undefined) return pool;
    const names = this.registry.all.map((own) => own.name).join(', ');
    throw new NotFoundException(`There is no such pool; there are: ${names || 'none'}.`);
  }

  /** @throws NotFoundException */
  backend(poolName: string, id: string): { pool: Pool; backend: Backend } {
    const pool = this.pool(poolName);
    const backend = pool.find(id);
    if (backend === undefined) throw new NotFoundException(`Pool ${poolName} has no such backend.`);
    return { pool, backend };
  }

  /** @throws, by rejection, InvalidRequest for a URL of no use, ConflictException when the pool has that id or address. */
  async add(poolName: string, wanted: NewBackend): Promise<{ pool: Pool; backend: Backend }> {
    const { name } = this.pool(poolName);
    const settings = await toBackendSettings(wanted, this.ownListeners);
    const pool = this.pool(name);
    const same = pool.backends.find(({ id, url }) => id === settings.id || url === settings.url);
    if (same !== undefined) {
      const what = same.id === settings.id ? `a backend ${same.id}` : `${same.id} at ${same.url}`;
      throw new ConflictException(`Pool ${poolName} already has ${what}.`);
    }
    this.configurator.change(this.configurator.changes.add(poolName, settings));
    return { pool, backend: pool.find(settings.id)! };
  }

  remove(pool: Pool, { id }: Backend): void {
    const listed = this.configurator.listed.find(({ name }) => name === pool.name);
    const isListed = listed?.backends.some((own) => own.id === id) ?? false;
    this.configurator.change(this.configurator.changes.remove(pool.name, id, isListed));
  }

  reweight(pool: Pool, { id }: Backend, weight: number): void {
    this.configurator.change(this.configurator.changes.reweight(pool.name, id, weight));
    const message = `${pool.name}/${id} now has weight ${weight}`;
    this.events.append({ kind: 'backend.weight', message, pool: pool.name, backend: id });
  }

  setMode(pool: Pool, { id, url }: Backend, mode: BackendMode, reason: string): void {
    this.configurator.change(this.configurator.changes.setMode(pool.name, id, { mode, reason, url }));
  }
}

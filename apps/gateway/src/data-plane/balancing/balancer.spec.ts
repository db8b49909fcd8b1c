import { Test } from '@nestjs/testing';
import { equalBackends } from '../../../../../test/support/some-backends';
import { PlatformModule } from '../../platform/platform.module';
import { type Backend } from '../upstream/backend';
import { Pool } from '../upstream/pool';
import { type RetryBudget } from '../upstream/retry-budget';
import { UNPLACED } from '../exchange/placement';
import { type Exchange } from '../exchange/exchange';
import { type PoolTable } from '../upstream/pool-table';
import { Balancer } from './balancer';
import { SelectorFactory } from './selector-factory';
import { BalancingModule } from './balancing.module';

const RETRY = { attempts: 3, budget: 0.2, bodyBytes: 0 };

describe('the balancer', () => {
  let balancer: Balancer;
  let pool: Pool;
  let backends: Backend[];

  beforeEach(async () => {
    const module = await Test.createTestingModule({ imports: [PlatformModule, BalancingModule] }).compile();
    backends = equalBackends(4);
    pool = new Pool('items', RETRY, {} as RetryBudget);
    pool.setBackends(backends);
    balancer = new Balancer(module.get(SelectorFactory), { all: [pool] } as unknown as PoolTable);
    (await balancer.prepare({ pools: [{ name: 'items', balance: 'round-robin' }] }))();
  });

  const exchange = (tried: Backend[] = []): Exchange =>
    ({ pool, attempts: { failedBackends: tried }, placement: UNPLACED, client: {} }) as unknown as Exchange;

  it('gives the share of a backend that fails to all others alike', () => {
    const [, dead] = backends;
    const served = new Map<Backend, number>();
    for (let request = 0; request < 120; request++) {
      const first = balancer.pick(exchange()) as Backend;
      const last = first === dead ? (balancer.pick(exchange([dead])) as Backend) : first;
      served.set(last, (served.get(last) ?? 0) + 1);
    }
    expect(backends.map((backend) => served.get(backend) ?? 0)).toEqual([40, 0, 40, 40]);
  });

  it('turns to a backup when every regular backend is full, or was tried in vain', () => {
    const [a, b, , backup] = backends;
    backup.backup = true;
    pool.setBackends([a, b, backup]);
    expect(balancer.pick(exchange([a, b]))).toBe(backup);
    for (const backend of [a, b]) backend.maxInFlight = 1;
    pool.begin(a);
    expect(balancer.pick(exchange())).toBe(b);
    pool.begin(b);
    expect(balancer.pick(exchange())).toBe(backup);
    pool.finish(a);
    expect(balancer.pick(exchange())).toBe(a);
  });

  it('refuses when every backend has been tried in vain', () => {
    expect(() => balancer.pick(exchange(backends))).toThrow('No backend is available.');
  });

  it('keeps the turn when it is given the same settings again', async () => {
    void balancer.pick(exchange());
    (await balancer.prepare({ pools: [{ name: 'items', balance: 'round-robin' }] }))();
    expect(balancer.pick(exchange())).toBe(backends[1]);
  });
});

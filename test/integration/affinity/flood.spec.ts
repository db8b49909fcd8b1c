import { ExplainRequest } from '@app/contracts';
import { setImmediate as turn } from 'node:timers/promises';
import { dryRunExchange } from '../../../apps/gateway/src/admin/explain/dry-run-exchange';
import { isPromise, type MaybePromise } from '../../../apps/gateway/src/platform/maybe-promise';
import { Affinity } from '../../../apps/gateway/src/data-plane/affinity/affinity';
import { StickySessionStore } from '../../../apps/gateway/src/data-plane/affinity/sticky-session.store';
import { type MemoryStickySessionStore } from '../../../apps/gateway/src/data-plane/affinity/stores/memory/memory-sticky-session.store';
import { Exchange } from '../../../apps/gateway/src/data-plane/exchange/exchange';
import { ProxySettings } from '../../../apps/gateway/src/data-plane/exchange/proxy-settings';
import { RequestHead } from '../../../apps/gateway/src/data-plane/http/request-head';
import { PoolTable } from '../../../apps/gateway/src/data-plane/upstream/pool-table';
import { create, type ItemsGateway, withRule } from './support/items-gateway';

const MAX = 10_000;
const IN_USE = Array.from({ length: 200 }, (_, id) => `used-${id}`);
const RULES = ['items'];
const ANSWERED = { kind: 'answered', status: 201, afterUnknown: false } as const;

function expectNow<T>(value: MaybePromise<T>): T {
  if (isPromise(value)) throw new Error('Something was waited for.');
  return value;
}

describe('a flood of unknown ids', () => {
  let all: ItemsGateway;
  let store: MemoryStickySessionStore;

  beforeEach(async () => {
    all = await withRule({ maxSessions: MAX });
    store = all.gateway.application.app.get(StickySessionStore);
    for (const id of IN_USE) {
      expect((await create(all.gateway, id)).status).toBe(201);
      expect((await all.gateway.fetch(`/items/${id}`)).status).toBe(200);
    }
  });

  const lost = () => IN_USE.filter((id) => store.find(`items/main/${id}`) === undefined);

  /** Creates of these ids by the way of every request through affinity, without sockets. */
  async function created(count: number): Promise<void> {
    const { app } = all.gateway.application;
    const affinity = app.get(Affinity);
    const pool = app.get(PoolTable).find('main')!;
    const backend = pool.find('a')!;
    const asked = new ExplainRequest({ method: 'POST', url: '/items/' });
    const { request, response, client } = dryRunExchange(asked, app.get(ProxySettings));
    for (let id = 0; id < count; id++) {
      const raw = { method: 'POST', httpVersion: '1.1', upgrade: false, rawHeaders: request.rawHeaders };
      const head = new RequestHead({ ...raw, url: `/items/flood-${id}` });
      const exchange = new Exchange(request, response, head, client, '', undefined);
      exchange.pool = pool;
      // With all of it in memory nothing is waited for; so many promises would be most of the work.
      const { claim, tracker } = expectNow(affinity.place(exchange, RULES));
      expectNow(claim!.claimFor(backend));
      expectNow(tracker!.onComplete({ ...ANSWERED, backend }));
      if (id % 10_000 === 0) await turn();
    }
  }

  it('of three hundred thousand pushes out itself alone, and takes no more memory than the rule may', async () => {
    await created(50_000);
    expect(store.size).toBe(MAX);
    const { arrayBuffers: before } = process.memoryUsage();
    await created(300_000);
    expect([store.size, lost()]).toEqual([MAX, []]);
    // A table of all of them would take more than 30 MB.
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(6 * 1024 * 1024);
  });

  it('that comes over the network leaves the sessions in use with their owners', async () => {
    all.gateway.application.app
      .get(StickySessionStore)
      .apply([{ name: 'items', maxSessions: 300, idleTimeout: 60_000, pools: ['main'] }]);
    for (let id = 0; id < 2_000; id += 20)
      await Promise.all(Array.from({ length: 20 }, (_, at) => create(all.gateway, `flood-${id + at}`)));
    expect([store.size, lost()]).toEqual([300, []]);
    for (const id of IN_USE.slice(0, 20)) expect((await all.gateway.fetch(`/items/${id}`)).status).toBe(200);
  });
});

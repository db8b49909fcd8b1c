import { GatewayConfigurator } from '../../apps/gateway/src/runtime/gateway-configurator';
import { DiscoveredBackends } from '../../apps/gateway/src/data-plane/upstream/discovered-backends';
import { Pool } from '../../apps/gateway/src/data-plane/upstream/pool';
import { PoolTable } from '../../apps/gateway/src/data-plane/upstream/pool-table';
import { aGatewayFrom, type FileGateway, stubs } from '../reload/support/file-gateway';
import { closedAfterTest } from '../support/closing';
import { eventually } from '../support/eventually';
import { type StubBackend } from '../support/stub-backend';
import { ConsulDouble, type Instance } from './support/consul.double';

const CHANGES = 50;
const CLIENTS = 8;

function instances(backends: readonly StubBackend[]): Instance[] {
  return backends.map(({ name, url }) => ({
    address: '127.0.0.1',
    port: Number(new URL(url).port),
    meta: { id: name },
  }));
}

function members({ application }: FileGateway): string[] {
  const [main] = application.app.get(PoolTable).all;
  return main.backends.map(({ id }) => id).sort();
}

/** Sends requests of several kinds one after the other until it is over; returns the failed ones. */
async function keepAsking(gateway: FileGateway, isOver: () => boolean): Promise<string[]> {
  const lost: string[] = [];
  for (let turn = 0; !isOver(); turn++) {
    const sending = turn % 2 === 0 ? {} : { method: 'POST', body: 'x'.repeat(turn % 1000) };
    const { status, text } = await gateway.fetch('/', sending);
    if (status !== 200) lost.push(text);
  }
  return lost;
}

describe('backends that come and go under load', () => {
  it('lose no request while half of them are exchanged fifty times', async () => {
    const consul = closedAfterTest(new ConsulDouble(1));
    await consul.start();
    const [a, b, c, d, e, f] = await stubs('a', 'b', 'c', 'd', 'e', 'f');
    const halves = [instances([a, b, c, d]), instances([a, b, e, f])];
    consul.has(...halves[0]);
    const discovery = [{ type: 'consul', address: consul.url, service: 'items' }];
    const lasting = { connections: { idleTimeout: '10m' }, health: { enabled: false } };
    const gateway = await aGatewayFrom({ pools: { main: { discovery, ...lasting } } });
    const stays = gateway.application.app.get(PoolTable).all[0].find('a');
    let isOver = false;
    const clients = Array.from({ length: CLIENTS }, () => keepAsking(gateway, () => isOver));
    for (let change = 1; change <= CHANGES; change++) {
      consul.has(...halves[change % 2]);
      const expected = change % 2 === 0 ? ['a', 'b', 'c', 'd'] : ['a', 'b', 'e', 'f'];
      await eventually(() => expect(members(gateway)).toEqual(expected));
    }
    isOver = true;
    expect((await Promise.all(clients)).flat()).toEqual([]);
    // Those that stay are the same, with the connections that they had.
    expect(gateway.application.app.get(PoolTable).all[0].find('a')).toBe(stays);
    expect(a.accepted).toBeLessThanOrEqual(CLIENTS);
    expect(f.requests.length).toBeGreaterThan(0);
  });

  it.each([true, false])(
    'have it worked out once who is fit, though a thousand come at once; probes: %s',
    async (enabled) => {
      const gateway = await aGatewayFrom({ pools: { main: { backends: [], health: { enabled } } } });
      const refresh = jest.spyOn(Pool.prototype, 'refresh');
      const backends = Array.from({ length: 1_000 }, (_, at) => {
        return { id: `b${at}`, url: `http://127.0.0.1:${at + 1}`, weight: 1, maxInFlight: 0, backup: false };
      });
      const found = new DiscoveredBackends([{ pool: 'main', source: 'test', backends }]);
      gateway.application.app.get(GatewayConfigurator).discover(found);
      expect(members(gateway)).toHaveLength(1_000);
      expect(refresh).toHaveBeenCalledTimes(1);
      refresh.mockRestore();
    },
  );
});

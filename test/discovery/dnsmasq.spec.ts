import { type PoolStatus } from '@app/contracts';
import { aGatewayFrom, type FileGateway } from '../reload/support/file-gateway';
import { closedAfterTest } from '../support/closing';
import { eventually } from '../support/eventually';
import { describeWithDnsmasq, Dnsmasq } from './support/dnsmasq';

const TTL_S = 1;

async function aGatewayThatAsks(server: Dnsmasq, source: object): Promise<FileGateway> {
  const shrinkProtection = { recheckInterval: '100ms' };
  const discovery = [{ type: 'dns', resolver: server.address, shrinkProtection, ...source }];
  return aGatewayFrom({ pools: { main: { discovery, health: { enabled: false } } } });
}

async function ids(gateway: FileGateway): Promise<string[]> {
  const { text } = await gateway.ask('GET', '/api/pools/main');
  return (JSON.parse(text) as PoolStatus).backends.map(({ id }) => id);
}

describeWithDnsmasq('backends from a real name server', () => {
  it('come, change and go as the TTL allows', async () => {
    const server = closedAfterTest(await Dnsmasq.start(TTL_S));
    server.says({ 'items.test': ['127.0.0.1'] });
    const gateway = await aGatewayThatAsks(server, { name: 'items.test', port: 8000, nxdomain: 'empty' });
    expect(await ids(gateway)).toEqual(['127.0.0.1:8000']);
    server.says({ 'items.test': ['127.0.0.2', '127.0.0.1', '127.0.0.3'] });
    await eventually(async () =>
      expect(await ids(gateway)).toEqual(['127.0.0.1:8000', '127.0.0.2:8000', '127.0.0.3:8000']),
    );
    server.says({});
    await eventually(async () => expect(await ids(gateway)).toEqual([]));
  });

  it('stay when the name is gone, or the whole server is', async () => {
    const server = closedAfterTest(await Dnsmasq.start(TTL_S));
    server.says({ 'items.test': ['127.0.0.1'] });
    const gateway = await aGatewayThatAsks(server, { name: 'items.test', port: 8000 });
    server.says({});
    const failures = async () => (await gateway.ask('GET', '/metrics')).text;
    await eventually(async () => expect(await failures()).toMatch(/discovery_failures_total\{.*\} [1-9]/));
    await server.close();
    expect(await ids(gateway)).toEqual(['127.0.0.1:8000']);
  });

  it('are services with ports and weights', async () => {
    const service = (target: string, ...numbers: number[]) =>
      `--srv-host=_http._tcp.items.test,${target}.test,${numbers.join()}`;
    const server = closedAfterTest(
      await Dnsmasq.start(TTL_S, service('one', 8000, 0, 5), service('two', 8001, 9, 1)),
    );
    server.says({ 'one.test': ['127.0.0.1'], 'two.test': ['127.0.0.2'] });
    const gateway = await aGatewayThatAsks(server, { name: '_http._tcp.items.test', record: 'SRV' });
    const { text } = await gateway.ask('GET', '/api/pools/main');
    expect((JSON.parse(text) as PoolStatus).backends).toMatchObject([
      { id: 'one.test:8000', url: 'http://127.0.0.1:8000', weight: 5, backup: false },
      { id: 'two.test:8001', url: 'http://127.0.0.2:8001', weight: 1, backup: true },
    ]);
  });
});

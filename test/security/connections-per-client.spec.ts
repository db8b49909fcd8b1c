import { aGatewayFrom, listed, stubs } from '../reload/support/file-gateway';
import { eventually } from '../support/eventually';
import { type RawConnection } from '../support/raw-connection';
import { rawConnection } from '../support/raw-request';
import { scrapeUntil } from '../support/scrape';
import { aGateway, type TestGateway } from '../support/test-gateway';
import { aSecureGateway } from '../tls/support';
import { textHeader } from './support/proxy-headers';

const GET = 'GET / HTTP/1.1\r\nHost: h\r\n\r\n';
const TWO_EACH = { limits: { connectionsPerClient: 2 } };

async function isServed(connection: RawConnection, bytes: string | Buffer = GET): Promise<boolean> {
  connection.write(bytes);
  return (await connection.hasMore()) && (await connection.until('\r\n\r\n')).startsWith('HTTP/1.1 200');
}

/** Returns true if the gateway serves a client that a proxy names so. */
async function isServedAs(gateway: TestGateway, address: string): Promise<boolean> {
  return isServed(await gateway.connect(), Buffer.concat([textHeader(address), Buffer.from(GET)]));
}

describe('connections per client', () => {
  it('are closed at once where they are too many, until one of them has ended', async () => {
    const gateway = await aGateway({ backends: ['a'], listen: TWO_EACH });
    const [first, second, third] = [
      await gateway.connect(),
      await gateway.connect(),
      await gateway.connect(),
    ];
    expect(await isServed(first)).toBe(true);
    expect(await isServed(second)).toBe(true);
    expect(await third.untilEnded()).toBe('');
    first.close();
    await eventually(async () => expect(await isServed(await gateway.connect())).toBe(true));
  });

  it('are counted where they were closed', async () => {
    const gateway = await aGateway({ backends: ['a'], listen: { limits: { connectionsPerClient: 1 } } });
    await gateway.connect();
    await (await gateway.connect()).untilEnded();
    const reason = { reason: 'per_client' };
    const found = await scrapeUntil(
      gateway,
      (each) => each.sum('client_connections_refused_total', reason) > 0,
    );
    expect(found.sum('client_connections_refused_total', reason)).toBe(1);
  });

  it('do not bound a trusted proxy', async () => {
    const gateway = await aGateway({
      backends: ['a'],
      listen: { ...TWO_EACH, trustedProxies: ['127.0.0.1'] },
    });
    for (let turn = 0; turn < 4; turn++) expect(await isServed(await gateway.connect())).toBe(true);
  });

  it('are those of the clients whom a proxy names, each for itself', async () => {
    const gateway = await aGateway({
      backends: ['a'],
      listen: { ...TWO_EACH, trustedProxies: ['127.0.0.1'], proxyProtocol: 'required' },
    });
    const served: boolean[] = [];
    for (const client of [1, 1, 1, 2, 2, 2]) served.push(await isServedAs(gateway, `203.0.113.${client}`));
    expect(served).toEqual([true, true, false, true, true, false]);
  });

  it('are counted ahead of TLS, whatever is spoken on them', async () => {
    const secure = await aSecureGateway({ backends: ['a'], listen: TWO_EACH });
    await secure.session();
    await secure.session();
    await expect(secure.fetch('/')).rejects.toThrow(/ECONNRESET|socket hang up|disconnected/);
  });

  it('may be limited, and less so, while the gateway runs', async () => {
    const [backend] = await stubs('a');
    const pools = { main: { backends: listed(backend), health: { enabled: false } } };
    const gateway = await aGatewayFrom({ pools });
    const { port } = gateway.application;
    gateway.write({ pools, listen: { limits: { connectionsPerClient: 1 } } });
    await gateway.reload();
    expect(await isServed(await rawConnection(port))).toBe(true);
    expect(await (await rawConnection(port)).untilEnded()).toBe('');
    gateway.write({ pools });
    await gateway.reload();
    expect(await isServed(await rawConnection(port))).toBe(true);
  });
});

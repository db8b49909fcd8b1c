import { PoolTable } from '../../apps/gateway/src/data-plane/upstream/pool-table';
import { closedAfterTest } from './closing';
import { GatewayLedger } from './gateway-ledger';
import { aGateway, type TestGateway } from './test-gateway';

async function aFollowed(): Promise<{ gateway: TestGateway; ledger: GatewayLedger }> {
  const gateway = await aGateway({ backends: ['a'] });
  return { gateway, ledger: closedAfterTest(new GatewayLedger(gateway.application)) };
}

describe('the ledger of a gateway', () => {
  it('is level after exchanges that have ended', async () => {
    const { gateway, ledger } = await aFollowed();
    await gateway.sequence(3);
    await ledger.settle();
  });

  it('is level once clients that wait for an answer are gone', async () => {
    const { gateway, ledger } = await aFollowed();
    gateway.backend('a').fallSilent();
    const arriving = gateway.backend('a').nextRequest();
    gateway.open('/').end();
    await arriving;
    await ledger.settle();
    expect(await gateway.connections()).toBe(0);
  });

  it('names a request that is left in flight', async () => {
    const gateway = await aGateway({ backends: ['a'] });
    const client = await gateway.connect();
    client.write('OPTIONS * HTTP/1.1\r\nHost: h\r\n\r\n');
    await client.head();
    // It closes connections that come from here on.
    const ledger = closedAfterTest(new GatewayLedger(gateway.application));
    gateway.backend('a').fallSilent();
    const arriving = gateway.backend('a').nextRequest();
    client.write('GET /left-behind HTTP/1.1\r\nHost: h\r\n\r\n');
    await arriving;
    expect(() => ledger.check()).toThrow(
      /has not ended: GET \/left-behind by HTTP\/1\.1\nrequests: 1\nattempts: 1\nconnections: 1$/,
    );
  });

  it('names what is held without a request', async () => {
    const { gateway, ledger } = await aFollowed();
    const pool = gateway.application.app.get(PoolTable).find('main')!;
    pool.retryBudget.take();
    closedAfterTest({ close: () => pool.retryBudget.ended() });
    expect(() => ledger.check()).toThrow(/still holds:\nretries: 1$/);
  });
});

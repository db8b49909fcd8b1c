import { PoolTable } from '../../apps/gateway/src/data-plane/upstream/pool-table';
import { aGatewayFrom, type FileGateway, listed, stubs } from '../reload/support/file-gateway';
import { closedAfterTest } from '../support/closing';
import { eventually } from '../support/eventually';
import { answers, OK } from '../upstream/support/answers';
import { Certificates, pemOf } from '../upstream/support/certificates';
import { TlsBackend } from '../upstream/support/tls-backend';

const HEALTH = { interval: '20ms', fastInterval: '10ms', downInterval: '20ms' };

function stateOf(gateway: FileGateway, id: string) {
  return gateway.application.app.get(PoolTable).find('main')!.find(id)!;
}

describe('probes and reloads', () => {
  it('begin with a backend that comes, and end with one that goes', async () => {
    const [a, b] = await stubs('a', 'b');
    const gateway = await aGatewayFrom({ pools: { main: { health: HEALTH, backends: listed(a) } } });
    await eventually(() => expect(a.accepted).toBeGreaterThan(0));
    expect(b.accepted).toBe(0);
    gateway.write({ pools: { main: { health: HEALTH, backends: listed(b) } } });
    await gateway.reload();
    const before = a.accepted;
    await eventually(() => expect(b.accepted).toBeGreaterThan(5));
    // One may have been on its way.
    expect(a.accepted).toBeLessThanOrEqual(before + 1);
  });

  it('keep what is known when only the settings change', async () => {
    const [a] = await stubs('a');
    const gateway = await aGatewayFrom({ pools: { main: { health: HEALTH, backends: listed(a) } } });
    await eventually(() => expect(stateOf(gateway, 'a').state).toBe('healthy'));
    gateway.write({ pools: { main: { health: { ...HEALTH, path: '/ready' }, backends: listed(a) } } });
    await gateway.reload();
    expect(stateOf(gateway, 'a').state).toBe('healthy');
    await eventually(() => expect(a.requests.at(-1)?.target).toBe('/ready'));
  });

  it('send nothing to a backend that left while it was unhealthy, and is listed again, before a probe passes', async () => {
    const [a, b] = await stubs('a', 'b');
    const both = { pools: { main: { health: HEALTH, backends: listed(a, b) } } };
    const gateway = await aGatewayFrom(both);
    await a.stop();
    await eventually(() => expect(stateOf(gateway, 'a').state).toBe('unhealthy'));
    gateway.write({ pools: { main: { health: HEALTH, backends: listed(b) } } });
    await gateway.reload();
    gateway.write(both);
    await gateway.reload();
    for (let times = 0; times < 4; times++) expect((await gateway.fetch('/')).text).toBe('b');
    expect(stateOf(gateway, 'a').requests).toBe(0);
    await a.start();
    await eventually(async () => expect((await gateway.fetch('/')).text).toBe('a'));
  });

  it('let a backend that is no longer probed count as unknown', async () => {
    const [a] = await stubs('a');
    const gateway = await aGatewayFrom({ pools: { main: { health: HEALTH, backends: listed(a) } } });
    await a.stop();
    await eventually(() => expect(stateOf(gateway, 'a').state).toBe('unhealthy'));
    gateway.write({ pools: { main: { health: { enabled: false }, backends: listed(a) } } });
    await gateway.reload();
    expect(stateOf(gateway, 'a')).toMatchObject({
      state: 'unknown',
      lastChange: { reason: 'health checks were disabled' },
    });
  });
});

describe('probes of https:// backends', () => {
  const authority = new Certificates();
  const strangers = new Certificates();
  const known = authority.sign('known', 'IP:127.0.0.1');

  afterAll(() => {
    authority.close();
    strangers.close();
  });

  it.each([
    ['pass', 'the authority of the pool', authority.ca, 'healthy'],
    ['fail', 'another authority', strangers.ca, 'unhealthy'],
  ])('%s under %s', async (_result, _whose, ca, state) => {
    const { url } = await TlsBackend.started(pemOf(known), answers(OK));
    const health = { ...HEALTH, path: '/' };
    const gateway = await aGatewayFrom({
      pools: { main: { health, tls: { ca }, backends: [{ id: 'a', url }] } },
    });
    await eventually(() => expect(stateOf(gateway, 'a').state).toBe(state));
    expect(stateOf(gateway, 'a').state).toBe(state);
  });

  it('use plain HTTP at a port of its own, if `scheme` says so', async () => {
    const { url } = await TlsBackend.started(pemOf(known), answers(OK));
    const [probed] = await stubs('probed');
    const health = { ...HEALTH, path: '/ready', port: Number(new URL(probed.url).port), scheme: 'http' };
    const gateway = await aGatewayFrom({
      pools: { main: { health, tls: { ca: authority.ca }, backends: [{ id: 'a', url }] } },
    });
    await eventually(() => expect(stateOf(gateway, 'a').state).toBe('healthy'));
    expect(probed.requests.at(-1)?.target).toBe('/ready');
  });
});

describe('probes of http:// backends', () => {
  it.each(['healthy', 'unhealthy'])(
    'use TLS at a port of its own, if `scheme` says so: %s',
    async (state) => {
      const authority = closedAfterTest(new Certificates());
      const known = authority.sign('known', 'IP:127.0.0.1');
      const { url } = await TlsBackend.started(pemOf(known), answers(OK));
      const [a] = await stubs('a');
      const health = { ...HEALTH, path: '/ready', port: Number(new URL(url).port), scheme: 'https' };
      const tls = state === 'healthy' ? { tls: { ca: authority.ca } } : {};
      const gateway = await aGatewayFrom({ pools: { main: { health, ...tls, backends: listed(a) } } });
      await eventually(() => expect(stateOf(gateway, 'a').state).toBe(state));
    },
  );
});

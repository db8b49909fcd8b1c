import { writeFileSync } from 'node:fs';
import { networkInterfaces } from 'node:os';
import { join } from 'node:path';
import { EventLog } from '../../apps/gateway/src/admin/events/event-log';
import { GatewayConfigurator } from '../../apps/gateway/src/runtime/gateway-configurator';
import { DiscoveredBackends } from '../../apps/gateway/src/data-plane/upstream/discovered-backends';
import { eventually } from '../support/eventually';
import { aFolder, aGatewayFrom, stubs } from '../reload/support/file-gateway';
import { aGateway, type TestGateway } from '../support/test-gateway';
import { ask, read } from '../admin/support/operator';
import {
  announce,
  aSelfRegistrationGateway,
  listed,
} from '../self-registration/support/self-registration-gateway';

/** Ways to write the loopback address in a URL. */
const LOOPBACK = [
  '127.0.0.1',
  'localhost',
  'LOCALHOST.',
  'gateway.localhost',
  '0.0.0.0',
  '[::]',
  '[::1]',
  '[::ffff:127.0.0.1]',
  '[::ffff:7f00:1]',
  '2130706433',
  '0x7f.1',
];
const INTERFACES = Object.values(networkInterfaces()).flatMap((own = []) =>
  own.map(({ address, family }) => (family === 'IPv6' ? `[${address.split('%')[0]}]` : address)),
);

function portsOf({ application }: TestGateway): { admin: number; public: number } {
  return { admin: application.adminPort, public: application.port };
}

/**
 * Requests that would let a client of the public port operate the gateway, if they arrived at the admin port.
 */
async function adminAnswers(gateway: TestGateway): Promise<number[]> {
  const [config, reload] = [
    await gateway.fetch('/api/config', { headers: { host: 'localhost' } }),
    await gateway.fetch('/api/reload', { method: 'POST', headers: { host: 'localhost' } }),
  ];
  return [config.status, reload.status];
}

describe("the gateway's own listeners", () => {
  it('cannot be announced, nor added by operators, however their address is written', async () => {
    const gateway = await aSelfRegistrationGateway();
    for (const [name, port] of Object.entries(portsOf(gateway)))
      for (const host of LOOPBACK) {
        const body = { url: `http://${host}:${port}` };
        // Some of these are refused already as addresses that no backend can have.
        expect(await announce(gateway, body)).toMatchObject({ status: 422 });
        const added = await ask(gateway, 'POST', '/api/pools/main/backends', body);
        expect([added.status, added.text]).toEqual([
          422,
          expect.stringContaining(`leads to the ${name} listener of the gateway itself`),
        ]);
      }
    expect(await listed(gateway)).toEqual({});
  });

  it('cannot be announced as any address of the machine when they listen on all', async () => {
    const gateway = await aSelfRegistrationGateway({ listen: { host: '0.0.0.0', port: 0 } });
    for (const host of [...LOOPBACK, ...INTERFACES]) {
      const answer = await announce(gateway, { url: `http://${host}:${gateway.application.port}` });
      expect([host, answer.status]).toEqual([host, 422]);
    }
    expect(await listed(gateway)).toEqual({});
  });

  it('are passed over where a source lists them, and reported', async () => {
    const [other] = await stubs('other');
    const folder = aFolder();
    const list = join(folder, 'backends.yaml');
    writeFileSync(list, JSON.stringify([{ id: 'other', url: other.url }]));
    const main = { health: { enabled: false }, discovery: [{ type: 'file', path: 'backends.yaml' }] };
    const gateway = await aGatewayFrom({ pools: { main } }, join(folder, 'gateway.yaml'));
    const { adminPort, port } = gateway.application;
    const own = [`http://127.0.0.1:${adminPort}`, `http://localhost:${port}`];
    writeFileSync(list, JSON.stringify([...own, { id: 'other', url: other.url }]));
    await eventually(() => {
      const events = JSON.stringify(gateway.application.app.get(EventLog).latest(100));
      for (const name of ['admin', 'public']) expect(events).toContain(`leads to the ${name} listener`);
    });
    const pool = JSON.parse((await gateway.ask('GET', '/api/pools/main')).text) as {
      backends: { id: string }[];
    };
    expect(pool.backends.map(({ id }) => id)).toEqual(['other']);
  });

  it('are neither connected to nor found well, whatever has listed them', async () => {
    const pool = { health: { enabled: true, interval: '50ms', fall: 1 }, retry: { attempts: 1 } };
    const gateway = await aGateway({ backends: ['a'], pool });
    const configurator = gateway.application.app.get(GatewayConfigurator);
    const [main] = configurator.running.pools;
    const own = { ...main.backends[0], id: 'own', url: `http://127.0.0.1:${portsOf(gateway).admin}` };
    configurator.relist([{ ...main, backends: [own] }]);
    expect(await adminAnswers(gateway)).toEqual([503, 503]);
    configurator.discover(new DiscoveredBackends());
    await eventually(async () => {
      const answer = await read(gateway, '/api/pools/main/backends/own');
      expect(answer).toMatchObject({ state: 'unhealthy' });
      expect(JSON.stringify(answer)).toContain('leads to the admin listener of the gateway itself');
    });
  });

  it('are operated by no request that a gateway has forwarded', async () => {
    const target = await aGateway({
      backends: ['a'],
      sections: { selfRegistration: { token: 'a-token-for-backends' } },
    });
    const admin = `http://127.0.0.1:${target.application.adminPort}`;
    // Another gateway cannot know that this is no backend.
    const other = await aGateway({ backends: [], pool: { backends: [admin] } });
    expect(await adminAnswers(other)).toEqual([403, 403]);
    expect((await read(target, '/api/config')).pools).toBeDefined();
    const authorization = 'Bearer a-token-for-backends';
    const announced = await other.fetch('/registry', {
      method: 'POST',
      headers: { host: 'localhost', authorization },
    });
    expect(announced.status).toBe(403);
    expect(announced.text).toContain('came through a gateway');
  });
});

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadConfig } from '../../apps/gateway/src/config/load-config';
import { Certificates } from '../upstream/support/certificates';
import { inFolder } from './config-of';

const DAY_MS = 24 * 3_600_000;
const NOW = Date.now();

describe('a warning about certificates', () => {
  let authority: Certificates;
  beforeAll(() => (authority = new Certificates()));
  afterAll(() => authority.close());

  /** The warnings for this configuration so many days from now. */
  function warningsOf(content: object, days = 0): string[] {
    return inFolder((cwd) => {
      writeFileSync(join(cwd, 'gateway.yaml'), JSON.stringify({ affinity: {}, ...content }));
      const { warnings } = loadConfig({ env: {}, cwd, now: NOW + days * DAY_MS });
      return warnings.map(({ path, message }) => `${path}: ${message}`);
    });
  }

  /** A listener with certificates for these names, which are valid for two days. */
  function listen(...names: string[]): object {
    const [first, ...certificates] = names.map((name) => authority.sign(name, `DNS:${name}`));
    return { tls: { ...first, certificates } };
  }

  it.each([
    [-1, /^listen\.tls\.cert: the certificate \(CN=a\.test\) is not valid before \d{4}-/],
    [1, /^listen\.tls\.cert: the certificate \(CN=a\.test\) expires soon, on \d{4}-/],
    [3, /^listen\.tls\.cert: the certificate \(CN=a\.test\) expired on \d{4}-/],
  ])('says on day %d what is wrong with its dates', (day, message) => {
    expect(warningsOf({ listen: listen('a.test') }, day)).toEqual([expect.stringMatching(message)]);
  });

  it('is about every file of certificates', () => {
    const { cert, key } = authority.sign('client.test');
    const tls = { ...authority.sign('a.test'), certificates: [authority.sign('b.test')] };
    const content = {
      listen: { tls: { ...tls, clientCertificates: { ca: authority.ca } } },
      pools: { main: { backends: ['https://a:443'], tls: { ca: authority.ca, cert, key } } },
    };
    expect(warningsOf(content, 3).map((line) => line.split(':')[0])).toEqual([
      'listen.tls.cert',
      'listen.tls.certificates[0].cert',
      'listen.tls.clientCertificates.ca',
      'pools.main.tls.ca',
      'pools.main.tls.cert',
    ]);
  });

  it('names the hosts of routes that no certificate covers', () => {
    const hosts = ['a.test', 'b.test', '*.c.test', 'd.c.test', '*.d.test', undefined];
    const content = {
      listen: listen('a.test', '*.c.test'),
      pools: { main: { backends: ['a:80'] } },
      routes: hosts.map((host) => ({ host, pool: 'main' })),
    };
    expect(warningsOf(content).filter((line) => line.startsWith('routes'))).toEqual([
      'routes[1].host: no certificate of listen.tls covers b.test: clients that ask for it by https are shown one for DNS:a.test; DNS:*.c.test',
      'routes[4].host: no certificate of listen.tls covers *.d.test: clients that ask for it by https are shown one for DNS:a.test; DNS:*.c.test',
    ]);
  });
});

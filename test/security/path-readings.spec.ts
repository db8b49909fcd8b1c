import { posix } from 'node:path';
import { aFile, sha256 } from '../admission/support/secured-gateway';
import { SeededRandom } from '../support/seeded-random';
import { StrictBackend } from '../support/strict-backend';
import { aGateway } from '../support/test-gateway';

const COUNT = 600;
const PIECES = [
  ...['/', '/', '//', '/./', '/../', 'admin', 'x', '..', '.', '..;', '.;', ';', ';a=b', ':', '@', '*', '?'],
  ...['%2f', '%2F', '%2e', '%2e%2e', '%3b', '%5c', '\\', '%252e', '%252f', '%25', '%20', '%09', '%00'],
  ...['%61dmin', 'adm%69n', '%c0%af', '%ef%bc%8f', 'ADMIN', '#'],
];

/** Normalizations that backends apply to a path before they look for its handler. */
const BACKENDS: readonly ((path: string) => string)[] = [
  (path) => path,
  (path) => posix.normalize(decoded(path)),
  (path) => decoded(posix.normalize(path)),
  (path) => decoded(new URL(`http://h${path}`).pathname),
  (path) => joined(new URL(`http://h${path}`).pathname),
  (path) => posix.normalize(decoded(cut(path))),
  (path) => posix.normalize(cut(decoded(path))),
  (path) => joined(decoded(posix.normalize(cut(path)))),
  (path) => posix.normalize(joined(path.split('/').map(decoded).join('/'))),
  (path) => cut(joined(decoded(path))),
];

function decoded(path: string): string {
  return decodeURIComponent(path);
}

function cut(path: string): string {
  return path.replace(/;[^/]*/g, '');
}

function joined(path: string): string {
  return path.replace(/\/{2,}/g, '/');
}

describe('paths put together at random', () => {
  it('never lead to a part of a backend whose credentials were not asked for', async () => {
    const backend = new StrictBackend('a');
    const file = aFile('keys.json', JSON.stringify([{ name: 'a', sha256: sha256('good') }]));
    const routes = [
      { path: '/', pool: 'main' },
      { path: '/admin', pool: 'main', auth: { apiKey: { file } } },
    ];
    const gateway = await aGateway({ backends: [backend], affinity: {}, routes });
    const random = new SeededRandom(7);
    for (let made = 0; made < COUNT; made++) {
      const pieces = Array.from({ length: 1 + Math.floor(random.fraction() * 7) }, () => {
        return PIECES[Math.floor(random.fraction() * PIECES.length)];
      });
      await gateway.raw(`GET /${pieces.join('')} HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n`);
    }
    const paths = backend.requests.map(({ target }) => target.split('?')[0]);
    // Else nothing was shown.
    expect(paths.length).toBeGreaterThan(COUNT / 10);
    const readAsAdmin = paths.filter((path) => BACKENDS.some((read) => /^\/+admin(\/|$)/.test(read(path))));
    expect(readAsAdmin).toEqual([]);
    expect(backend.violations).toEqual([]);
  });
});

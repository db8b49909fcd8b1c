import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = join(__dirname, '../..');

/** Spec files that let time pass, and why; all others wait for states. */
const PAUSES: Readonly<Record<string, string>> = {
  'test/integration/hedging.spec.ts': 'a while in which no hedge may be sent',
  'test/integration/outliers.spec.ts': 'a backend that is slow',
  'test/soak/ownership.spec.ts': 'faults that come and go',
  'test/soak/slow-clients.spec.ts': 'clients that come at a steady rate',
  'test/stores/redis-store.spec.ts': 'sessions that Redis itself lets expire',
  'test/tls/http2-farewells.spec.ts': 'a while in which no connection may be closed',
  'test/workers/discovery.e2e-spec.ts': 'clients that come at a steady rate',
  'test/workers/restarts.e2e-spec.ts': 'clients that come at a steady rate',
};

const PAUSE = /setTimeout as \w+|setTimeout\(resolve/;

/** A limit of a test's own: for all of a file, for one test or one hook, for one wait. */
const LIMIT = /^jest\.setTimeout\(|^\s*\}, [\d_]{3,}\);$|\beventually\(.*\), [\w_]+\);$/m;

const files = ['apps', 'libs', 'scripts', 'test'].flatMap((folder) =>
  readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => /spec\.ts$/.test(name) && !name.includes('node_modules'))
    .map((name) => `${folder}/${name}`),
);
const matching = (pattern: RegExp): string[] =>
  files.filter((file) => pattern.test(readFileSync(join(ROOT, file), 'utf8')));

describe('the spec files', () => {
  it('have no time limits of their own: the one in jest.config.js is for what hangs', () => {
    expect(matching(LIMIT)).toEqual([]);
  });

  it('let no time pass without a reason', () => {
    expect(matching(PAUSE).sort()).toEqual(Object.keys(PAUSES));
  });
});

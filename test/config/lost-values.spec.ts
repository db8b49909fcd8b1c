import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Document, parse, stringify } from 'yaml';
import { loadConfig } from '../../apps/gateway/src/config/load-config';
import { EXAMPLE } from '../../apps/gateway/src/config/reference/example';
import { inFolder } from './config-of';

/** The findings about a file that says `text`, where one that says `former` is in force. */
function lossesOf(text: string, former = EXAMPLE): string[] {
  return inFolder((cwd) => {
    writeFileSync(join(cwd, 'gateway.yaml'), text);
    try {
      loadConfig({ env: {}, cwd, former });
      return [];
    } catch (error) {
      return (error as Error).message.split('\n');
    }
  });
}

/** Every way to a value behind a key. */
function keysIn(value: unknown, at: readonly (string | number)[] = []): (string | number)[][] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, entry]) => {
    const step = Array.isArray(value) ? Number(key) : key;
    return [[...at, step], ...keysIn(entry, [...at, step])];
  });
}

function withoutValueAt(path: readonly (string | number)[]): string {
  const document = new Document(parse(EXAMPLE));
  document.setIn(path, null);
  return document.toString();
}

describe('a gateway.yaml in the place of one that is in force', () => {
  it.each([
    ['nothing', ''],
    ['white space', ' \n\n\t\n'],
    ['zero bytes, as a disk leaves them', '\0\0\0\0'],
    ['a byte order mark', '\uFEFF'],
    ['comments', '# todo\n# more\n'],
    ['null', 'null\n'],
    ['an empty map', '{}\n'],
    ['an empty document', '---\n...\n'],
    ['sections without values', 'pools:\nroutes:\naffinity:\n'],
    ['sections with nothing in them', 'listen: {}\npools: { items: { health: } }\n'],
  ])('is a mistake when it holds %s', (_, text) => {
    expect(lossesOf(text)).not.toEqual([]);
  });

  it.each(keysIn(parse(EXAMPLE)).map((path) => [path.join('.'), path] as const))(
    'is a mistake when %s has lost its value',
    (_, path) => {
      expect(lossesOf(withoutValueAt(path))).not.toEqual([]);
    },
  );

  it('is a mistake when pools would be those of a gateway without a file', () => {
    const { pools: _, ...others } = parse(EXAMPLE);
    expect(lossesOf(stringify(others)).join('\n')).toContain('found no pools');
  });

  it.each([
    'auth: { jwt: { jwks: "https://a.test" } }',
    'allow: [10.0.0.0/8]',
    'deny: [10.0.0.1]',
    'rateLimit: { limit: 1/s }',
  ])('is a mistake when routes with a guard, such as %s, would be one without', (guard) => {
    const pools = 'pools: { main: { backends: [] } }\n';
    const former = `${pools}routes: [{ path: /, pool: main, ${guard} }]\n`;
    expect(lossesOf(pools, former)).toEqual([expect.stringContaining('found no routes')]);
  });

  it('is a mistake when the first pool would have the backends of a gateway without a file', () => {
    const former = 'pools: { main: { backends: [a:80] } }\n';
    expect(lossesOf('pools: { main: { balance: first } }\n', former)).toEqual([
      'gateway.yaml:1:16 pools.main.backends: found no backends, allowed: backends, or a restart for the default backends',
    ]);
  });

  it('is a mistake wherever it is cut off in the middle of a line', () => {
    const former = 'pools:\n  main:\n    backends: [a:80]\nlog:\n  level: info\n';
    for (let length = 1; length < former.length; length++) {
      const isWhole = former[length - 1] === '\n' || former[length] === '\n';
      if (!isWhole) expect([length, lossesOf(former.slice(0, length), former)]).not.toEqual([length, []]);
    }
  });

  it.each([
    ['a key less', EXAMPLE.replace(', weight: 3', '')],
    ['a section less', EXAMPLE.slice(0, EXAMPLE.indexOf('affinity: #')).replace(', affinity: [items]', '')],
    ['no line end at its end', EXAMPLE.trimEnd()],
    ['an empty list of routes', `${EXAMPLE.slice(0, EXAMPLE.indexOf('routes:'))}routes: []\n`],
    ['the same', EXAMPLE],
  ])('is none when it has %s', (_, text) => {
    expect(lossesOf(text)).toEqual([]);
  });

  it('says where a value is missing', () => {
    expect(lossesOf('listen:\npools: { main: { backends: [] } }\nroutes: []\n')).toEqual([
      'gateway.yaml:1:1 listen: found no value, allowed: a value, or neither the key nor its value',
    ]);
  });

  it('may say nothing where nothing was said before', () => {
    expect(lossesOf('# still nothing\n', '# nothing\n')).toEqual([]);
    expect(lossesOf('pools:\n', '')).toEqual([]);
  });
});

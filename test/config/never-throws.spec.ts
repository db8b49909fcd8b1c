import fc from 'fast-check';
import { parse, stringify } from 'yaml';
import { ConfigError } from '../../apps/gateway/src/config/config.error';
import { EXAMPLE } from '../../apps/gateway/src/config/reference/example';
import { load } from './config-of';

interface Container {
  [key: string]: unknown;
}

/** Every map and list in a value, from the outermost to the innermost. */
function containersIn(value: unknown): Container[] {
  if (typeof value !== 'object' || value === null) return [];
  return [value as Container, ...Object.values(value).flatMap(containersIn)];
}

const anything = fc.oneof(
  fc.jsonValue({ maxDepth: 2 }),
  fc.constantFrom(
    '',
    '/',
    '${',
    '${A}',
    '*',
    ':',
    '1s',
    '5%',
    '10MiB',
    -1,
    0,
    1e308,
    '__proto__',
    'constructor',
  ),
  fc.string({ unit: 'binary' }),
);

const mutation = fc.record({
  container: fc.nat(),
  entry: fc.nat(),
  key: fc.oneof(fc.constant(undefined), fc.string()),
  value: fc.oneof(fc.constant(undefined), anything),
});

/** Renames, replaces, adds or removes one entry, wherever the dice fall. */
function mutate(
  config: unknown,
  { container, entry, key, value }: typeof mutation extends fc.Arbitrary<infer M> ? M : never,
) {
  const containers = containersIn(config);
  const place = containers[container % containers.length];
  const keys = Object.keys(place);
  const name = key ?? keys[entry % Math.max(1, keys.length)] ?? 'key';
  if (value === undefined) delete place[name];
  else Object.defineProperty(place, name, { value, enumerable: true, writable: true, configurable: true });
}

/** Loads, and lets nothing pass but a configuration or findings that each say something. */
function loadOrFindings(content: string | object): void {
  try {
    load(content, { A: 'a' });
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    expect(error.findings.length).toBeGreaterThan(0);
    for (const { found, allowed, message, line, file } of error.findings) {
      expect([found, allowed, message].every((part) => part.length > 0 && !part.includes('undefined'))).toBe(
        true,
      );
      expect(file === 'environment' || (line ?? 0) > 0).toBe(true);
    }
  }
}

describe('whatever stands in gateway.yaml', () => {
  it('it is loaded or reported, however a good one is changed', () => {
    fc.assert(
      fc.property(fc.array(mutation, { minLength: 1, maxLength: 4 }), (mutations) => {
        const config: unknown = parse(EXAMPLE);
        for (const one of mutations) mutate(config, one);
        loadOrFindings(stringify(config));
      }),
      { numRuns: 200 },
    );
  });

  it('it is loaded or reported, however its text is cut', () => {
    fc.assert(
      fc.property(fc.nat(EXAMPLE.length), fc.nat(20), fc.string({ maxLength: 3 }), (at, length, text) => {
        loadOrFindings(EXAMPLE.slice(0, at) + text + EXAMPLE.slice(at + length));
      }),
      { numRuns: 200 },
    );
  });

  it.each([
    ['maps in maps in maps', '{a: '.repeat(900) + '}'.repeat(900)],
    ['lists that nobody closes', '['.repeat(20_000)],
    ['an alias of the value that contains it', 'listen: &a { limits: *a }'],
    ['an alias without an anchor', 'listen: *b'],
  ])('it is reported, even when it is %s', (_, text) => {
    expect(() => load(text)).toThrow(ConfigError);
  });

  it('it is reported when aliases multiply', () => {
    const levels = Array.from({ length: 12 }, (_, index) => {
      const inside = index === 0 ? '[x, x, x, x, x, x, x, x]' : `[${`*l${index - 1}, `.repeat(8)}]`;
      return `l${index}: &l${index} ${inside}`;
    });
    expect(() => load(levels.join('\n'))).toThrow('aliases of more than 100,000 values');
  });
});

import * as fc from 'fast-check';
import { JsonScan } from './json-scan';

const find = (text: string, ...pointer: string[]): string => {
  const finding = JsonScan.find(text, pointer);
  return finding.kind === 'value' ? finding.text : finding.kind;
};

describe('JsonScan', () => {
  it.each([
    ['{"id":"x"}', ['id'], 'x'],
    [' { "a" : [ 1 , { "b" : "c" } ] } ', ['a', '1', 'b'], 'c'],
    ['{"id":-12.50e+3}', ['id'], '-12.50e+3'],
    ['{"id":9007199254740993}', ['id'], '9007199254740993'],
    ['{"id":"\\u00e9\\n"}', ['id'], 'é\n'],
    ['{"__proto__":{"id":"x"}}', ['__proto__', 'id'], 'x'],
    ['{"id":{"id":"inner"}}', ['id', 'id'], 'inner'],
    ['{"other":{"id":"x"},"id":"y"}', ['id'], 'y'],
  ])('finds in %s', (text, pointer, value) => {
    expect(find(text, ...pointer)).toBe(value);
  });

  it.each([
    ['{"id":true}', ['id']],
    ['{"id":null}', ['id']],
    ['{"id":{}}', ['id']],
    ['{}', ['id']],
    ['[]', ['0']],
    ['{"constructor":1}', ['id']],
    ['"id"', ['id']],
    ['{"a":1,"a":2}', ['id']],
  ])('finds nothing that names something in %s', (text, pointer) => {
    expect(find(text, ...pointer)).toBe('nothing');
  });

  it.each([
    '',
    '{',
    '{"id":1}x',
    '{"id":1,}',
    '{"id":01}',
    "{'id':1}",
    '{"id":1 "b":2}',
    '{"id":NaN}',
    '\ufeff{"id":1}',
    '{"id":1,"id":1}',
    '{"id":1,"i\\u0064":2}',
    '{"id":"\\udc00"}',
    '{"id":"a\u0001"}',
    '// x\n{"id":1}',
    '['.repeat(40) + ']'.repeat(40),
  ])('refuses %j', (text) => {
    expect(find(text, 'id')).toBe('refused');
  });

  it('takes 32 levels, and is not overrun by ten thousand', () => {
    expect(find('['.repeat(32) + ']'.repeat(32), 'id')).toBe('nothing');
    expect(find('['.repeat(10_000), 'id')).toBe('refused');
  });

  it('agrees with JSON.parse on which texts are JSON', () => {
    fc.assert(
      fc.property(
        fc.json({ maxDepth: 5 }),
        fc.nat(),
        fc.constantFrom('', ',', '"', '}', '0', '\\'),
        (json, at, mutation) => {
          const place = at % (json.length + 1);
          const text = json.slice(0, place) + mutation + json.slice(place);
          // The scan refuses more texts than JSON.parse only because of lone surrogates, which are left out
          // here.
          fc.pre(!/\\u|\p{Surrogate}/u.test(text));
          expect(find(text, 'no such name') !== 'refused').toBe(isJson(text));
        },
      ),
    );
  });

  it('finds what JSON.parse finds, wherever there is text', () => {
    fc.assert(
      fc.property(
        fc.dictionary(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'grapheme' }), { minKeys: 1 }),
        (map) => {
          for (const [name, value] of Object.entries(map))
            expect(find(JSON.stringify(map), name)).toBe(value);
        },
      ),
    );
  });
});

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

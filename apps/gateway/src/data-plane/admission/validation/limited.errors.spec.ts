import Ajv2020, { type ValidateFunction } from 'ajv/dist/2020';
import * as fc from 'fast-check';
import { LIMITED_ERRORS, MAX_ERRORS } from './limited.errors';

/** So many errors may one item of these schemas have. */
const PER_ITEM = 20;
const MANY = 20_000;

const item = {
  type: 'object',
  required: ['a', 'b', 'c'],
  properties: { a: { type: 'string' } },
  additionalProperties: false,
};
const anyOf = [
  { type: 'string', minLength: 2 },
  { type: 'object', required: ['x', 'y'] },
  { type: 'integer', minimum: 3 },
];
const TREE = { $ref: '#/$defs/node' };

/** Every keyword that goes through a list or an object, with what it takes and what it does not. */
const SCHEMAS: Record<string, object> = {
  items: { items: item },
  'items that are referred to': { $defs: { node: { ...item, $id: 'node' } }, items: { $ref: 'node' } },
  'items behind others': { prefixItems: [{ type: 'string' }], items: { type: 'string' } },
  'items in one of several ways': { items: { anyOf } },
  'items in exactly one way': { items: { oneOf: anyOf } },
  'lists in lists': { items: { items: { type: 'string' } } },
  contains: { contains: { type: 'string' }, minContains: 1, items: { type: 'integer', minimum: 3 } },
  'no such list': { not: { items: { type: 'integer' } } },
  'other names': { additionalProperties: { anyOf } },
  'no other names': { additionalProperties: false },
  'names of a kind': { patternProperties: { '^k': item } },
  'names as such': { propertyNames: { maxLength: 1 } },
  'what nothing else has judged': {
    allOf: [{ properties: { k0: {} } }],
    unevaluatedProperties: { type: 'string' },
  },
  'items that nothing else has judged': { prefixItems: [true], unevaluatedItems: { type: 'string' } },
  'a tree': {
    $defs: { node: { type: ['array', 'object', 'string'], items: TREE, additionalProperties: TREE } },
    ...TREE,
  },
  'if and then': {
    if: { items: { type: 'integer' } },
    then: { items: { minimum: 3 } },
    else: { items: item },
  },
};

const limited = (schema: object): ValidateFunction => new Ajv2020(LIMITED_ERRORS).compile(schema);
const plain = (schema: object): ValidateFunction =>
  new Ajv2020({ allErrors: true, strict: false, logger: false }).compile(schema);

const lists = [0, {}, null, [0, 0], 'x', { a: 1, d: 2 }].map((value) => Array<unknown>(MANY).fill(value));
const objects = [0, {}, { a: 1, d: 2 }].map((value) =>
  Object.fromEntries(Array.from({ length: MANY }, (_, at) => [`k${at}`, value])),
);
const HOSTILE: unknown[] = [
  ...lists,
  ...objects,
  lists.slice(0, 3),
  [Array(MANY).fill(0), 'x'],
  [[lists[0]]],
];

describe.each(Object.entries(SCHEMAS))('%s', (_, schema) => {
  it('make no more errors than can be reported, however much is wrong', () => {
    const check = limited(schema);
    for (const value of HOSTILE) {
      check(value);
      expect(check.errors?.length ?? 0).toBeLessThan(MAX_ERRORS + 4 * PER_ITEM);
    }
  });

  it('take and refuse the same values as without a limit, and report the same errors up to it', () => {
    const [check, reference] = [limited(schema), plain(schema)];
    const leaf = fc.constantFrom<unknown>(0, 5, 'x', 'long', null, {}, { a: 'x', b: 1, c: 2 }, [], ['x']);
    const some = fc.oneof(
      leaf,
      fc.array(leaf, { maxLength: 90 }),
      fc.dictionary(fc.stringMatching(/^k?\w$/), leaf),
    );
    const value = fc.oneof(
      some,
      fc.array(some, { maxLength: 70 }),
      fc.dictionary(fc.stringMatching(/^k?\w$/), some),
    );
    fc.assert(
      fc.property(value, (each) => {
        expect(check(each)).toBe(reference(each));
        const [own, all] = [check.errors ?? [], reference.errors ?? []];
        if (all.length <= MAX_ERRORS) expect(own).toEqual(all);
        else expect(own.length).toBeGreaterThanOrEqual(MAX_ERRORS);
      }),
      { numRuns: 300 },
    );
  });
});

describe('a valid value', () => {
  it('holds however many ways to read it were tried in vain', () => {
    const items = Array.from({ length: MANY }, () => 5);
    for (const each of [
      { items: { anyOf } },
      { items: { oneOf: anyOf } },
      { anyOf: [{ items: { type: 'string' } }, { items: { type: 'integer' } }] },
    ])
      expect(limited(each)(items)).toBe(true);
  });
});

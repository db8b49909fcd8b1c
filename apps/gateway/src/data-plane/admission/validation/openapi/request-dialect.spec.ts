import Ajv2020 from 'ajv/dist/2020';
import { asRequestsAreHeldTo } from './request-dialect';

/** Returns true if a schema of this version accepts the value. */
function takes(openapi: string, schema: object, value: unknown): boolean {
  const held = asRequestsAreHeldTo({ openapi, schema }) as { schema: object };
  return new Ajv2020({ strict: false }).validate(held.schema, value);
}

describe('schemas of OpenAPI 3.0', () => {
  it.each<[object, unknown, boolean]>([
    [{ type: 'string', nullable: true }, null, true],
    [{ type: 'string', nullable: true }, 1, false],
    [{ type: 'string', nullable: false }, null, false],
    [{ type: 'string', nullable: true, enum: ['a'] }, null, true],
    [{ nullable: true, allOf: [{ type: 'string' }] }, null, true],
    [{ nullable: true, allOf: [{ type: 'string' }] }, 1, false],
    [{ type: 'number', minimum: 1, exclusiveMinimum: true }, 1, false],
    [{ type: 'number', minimum: 1, exclusiveMinimum: false }, 1, true],
    [{ type: 'number', maximum: 1, exclusiveMaximum: true }, 1, false],
    [{ properties: { nullable: { type: 'string' } } }, { nullable: 1 }, false],
    [{ enum: [{ nullable: true }] }, { nullable: true }, true],
  ])('%j of %j is %s', (schema, value, isTaken) => {
    expect(takes('3.0.3', schema, value)).toBe(isTaken);
  });

  it('refer to others, whatever stands beside', () => {
    const held = asRequestsAreHeldTo({ openapi: '3.0.0', a: { $ref: '#/b', type: 'string' }, b: {} });
    expect(held.a).toEqual({ $ref: '#/b' });
  });
});

describe('schemas of requests', () => {
  it.each(['3.0.0', '3.1.0'])('do not ask for what only answers have: %s', (openapi) => {
    const schema = {
      required: ['id', 'name'],
      properties: { id: { type: 'integer', readOnly: true }, name: { type: 'string' } },
    };
    expect(takes(openapi, schema, { name: 'a' })).toBe(true);
    expect(takes(openapi, schema, { id: 1 })).toBe(false);
  });

  it('of OpenAPI 3.1 are JSON Schema', () => {
    expect(takes('3.1.0', { type: ['string', 'null'], exclusiveMinimum: 1 }, null)).toBe(true);
    expect(takes('3.1.0', { exclusiveMinimum: 1 }, 1)).toBe(false);
  });
});

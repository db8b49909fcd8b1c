import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gatewayJsonSchema, type JsonSchema } from '../../apps/gateway/src/config/reference/json-schema';
import { configurationReference } from '../../apps/gateway/src/config/reference/markdown';

const read = (file: string) => readFileSync(join(__dirname, '../..', file), 'utf8');

/** Every key below a schema, with what is said of it. */
function keysIn(schema: JsonSchema, prefix = ''): [string, JsonSchema][] {
  const entry = schema.items ?? (schema.additionalProperties || schema);
  return Object.entries(entry.properties ?? {}).flatMap(([name, inner]) => [
    [prefix + name, inner] as [string, JsonSchema],
    ...keysIn(inner, `${prefix}${name}.`),
  ]);
}

describe('what is generated from the schema', () => {
  const schema = gatewayJsonSchema();

  // Run `npm run docs` when one of these fails.
  it('is up to date in gateway.schema.json', () => {
    expect(JSON.parse(read('gateway.schema.json'))).toEqual(schema);
  });

  it('is up to date in docs/reference/configuration.md', () => {
    expect(read('docs/reference/configuration.md')).toBe(configurationReference(schema));
  });

  it.each(keysIn(schema))('explains %s', (_, { description }) => {
    expect(description).toMatch(/^[A-Z0-9`].*\.$/);
  });
});

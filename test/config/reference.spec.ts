import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gatewayJsonSchema, type JsonSchema } from '../../apps/gateway/src/config/reference/json-schema';
import { configurationPages } from '../../apps/gateway/src/config/reference/configuration-pages';

const read = (file: string) => readFileSync(join(__dirname, '../..', file), 'utf8');

/** Every key below a schema, with its description. */
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

  const pages = configurationPages(schema);

  it.each([...pages])('is up to date in docs/reference/configuration/%s', (name, page) => {
    expect(read(`docs/reference/configuration/${name}`)).toBe(page);
  });

  it('has a page for each section and no other', () => {
    const folder = join(__dirname, '../../docs/reference/configuration');
    expect(readdirSync(folder).sort()).toEqual([...pages.keys()].sort());
  });

  it.each(keysIn(schema))('explains %s', (_, { description }) => {
    expect(description).toMatch(/^[A-Z0-9`].*\.$/);
  });
});

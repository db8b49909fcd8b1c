// Writes docs/configuration.md and gateway.schema.json from the schema. Needs the gateway built: `npm run docs` does both.
import { writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import prettier from 'prettier';

const require = createRequire(import.meta.url);
const reference = '../dist/apps/gateway/src/config/reference';
const { gatewayJsonSchema } = require(`${reference}/json-schema.js`);
const { configurationReference } = require(`${reference}/markdown.js`);

const schema = gatewayJsonSchema();
await write('docs/configuration.md', configurationReference(schema));
await write('gateway.schema.json', JSON.stringify(schema, null, 2));

async function write(name, text) {
  const file = new URL(`../${name}`, import.meta.url).pathname;
  const options = await prettier.resolveConfig(file);
  writeFileSync(file, await prettier.format(text, { ...options, filepath: file }));
  console.log(`wrote ${name}`);
}

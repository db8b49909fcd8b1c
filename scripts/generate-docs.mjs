// Writes what is generated of the documentation. Needs the gateway built: `npm run docs` does both.
import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import prettier from 'prettier';

const require = createRequire(import.meta.url);
const source = '../dist/apps/gateway/src';
const { gatewayJsonSchema } = require(`${source}/config/reference/json-schema.js`);
const { configurationReference } = require(`${source}/config/reference/markdown.js`);
const { withGeneratedParts } = require(`${source}/telemetry/reference/operations.js`);

const schema = gatewayJsonSchema();
await write('docs/configuration.md', () => configurationReference(schema));
await write('gateway.schema.json', () => JSON.stringify(schema, null, 2));
await write('docs/operations.md', withGeneratedParts);

async function write(name, change) {
  const file = new URL(`../${name}`, import.meta.url).pathname;
  const options = await prettier.resolveConfig(file);
  const text = change(readFileSync(file, 'utf8'));
  writeFileSync(file, await prettier.format(text, { ...options, filepath: file }));
  console.log(`wrote ${name}`);
}

// Writes what is generated of the documentation. Needs the gateway built: `npm run docs` does both.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import prettier from 'prettier';
import { generatedParts, withParts } from './reference/generated-parts.mjs';

const require = createRequire(import.meta.url);
const source = '../dist/apps/gateway/src';
const { gatewayJsonSchema } = require(`${source}/config/reference/json-schema.js`);
const { configurationPages } = require(`${source}/config/reference/configuration-pages.js`);
const code = {
  ...require(`${source}/config/reference/markdown-table.js`),
  ...require(`${source}/telemetry/reference/reference-tables.js`),
  ...require(`${source}/cli/command-reference.js`),
};

const schema = gatewayJsonSchema();
await write('gateway.schema.json', () => JSON.stringify(schema, null, 2));
for (const [name, page] of configurationPages(schema))
  await write(`docs/reference/configuration/${name}`, () => page);
for (const [name, parts] of Object.entries(generatedParts(code, read)))
  await write(name, (page) => withParts(page, parts));

function read(name) {
  return readFileSync(pathOf(name), 'utf8');
}

function pathOf(name) {
  return new URL(`../${name}`, import.meta.url).pathname;
}

async function write(name, change) {
  const file = pathOf(name);
  const options = await prettier.resolveConfig(file);
  const text = change(existsSync(file) ? read(name) : '');
  writeFileSync(file, await prettier.format(text, { ...options, filepath: file }));
  console.log(`wrote ${name}`);
}

// Writes what is generated of the documentation. Needs the gateway built: `npm run docs` does both.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import prettier from 'prettier';

const require = createRequire(import.meta.url);
const source = '../dist/apps/gateway/src';
const { gatewayJsonSchema } = require(`${source}/config/reference/json-schema.js`);
const { configurationPages } = require(`${source}/config/reference/configuration-pages.js`);
const { REFERENCE_PAGES, withGeneratedTables } = require(`${source}/telemetry/reference/reference-pages.js`);

const schema = gatewayJsonSchema();
for (const [name, page] of configurationPages(schema))
  await write(`docs/reference/configuration/${name}`, () => page);
await write('gateway.schema.json', () => JSON.stringify(schema, null, 2));
for (const name of REFERENCE_PAGES.keys()) await write(name, (page) => withGeneratedTables(name, page));

async function write(name, change) {
  const file = new URL(`../${name}`, import.meta.url).pathname;
  const options = await prettier.resolveConfig(file);
  const text = change(existsSync(file) ? readFileSync(file, 'utf8') : '');
  writeFileSync(file, await prettier.format(text, { ...options, filepath: file }));
  console.log(`wrote ${name}`);
}

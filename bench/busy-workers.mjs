import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runMain } from './refusal.mjs';
import { smallGet } from './scenarios/small-get.mjs';
import { compareVariants } from './variants.mjs';

/** How many times the requests/s of one process two workers should carry, where each can have a core. */
const LEAST = 1.7;

const NAMES = Array.from({ length: 300 }, (_, at) => `filter_${at}`);
const FILTER = { type: 'string', minLength: 8, maxLength: 20, pattern: '^[a-z]+(-[a-z]+)*-[0-9]+$' };
const QUERY = NAMES.map((name, at) => `${name}=blue-green-${at}`).join('&');

/** Reading and checking a long query is work of the gateway alone, and next to none for load and backends. */
function validating(more) {
  return (folder) => {
    const query = join(folder, 'query.schema.json');
    const properties = Object.fromEntries(NAMES.map((name) => [name, FILTER]));
    writeFileSync(
      query,
      JSON.stringify({ type: 'object', properties, additionalProperties: false, required: NAMES }),
    );
    const open = { path: '/', pool: 'items' };
    return { routes: [open, { path: '/search', pool: 'items', validate: { query } }], ...more };
  };
}

const VARIANTS = [
  { name: 'one process', sections: validating({}) },
  { name: 'two workers', sections: validating({ workers: 2 }) },
];

const validatedGet = {
  ...smallGet,
  name: 'validated-get',
  title: 'validated GET',
  exchanges: () => smallGet.exchanges().map((exchange) => ({ ...exchange, path: `/search?${QUERY}` })),
};

function tell(rows) {
  // A variant without a result was reported already, and cannot be compared.
  if (rows.length < VARIANTS.length) return;
  const [one, two] = VARIANTS.map(({ name }) => rows.find(({ subject }) => subject === name));
  for (const { subject, cpuMicros, spread, requestsPerSecond, p99, failures } of [one, two]) {
    const seen = `${Math.round(requestsPerSecond)} requests/s, p99 ${p99.toFixed(1)} ms`;
    const cost = `${cpuMicros.toFixed(0)} µs ± ${Math.round(50 * spread)} % of CPU each`;
    console.log(`${subject}: ${seen}, ${cost}, ${failures.badStatus + failures.socketErrors} failed`);
  }
  const carried = two.requestsPerSecond / one.requestsPerSecond;
  const taken = two.cpuMicros / one.cpuMicros;
  const verdict = carried >= LEAST ? `at least ${LEAST}` : `MISSED: at least ${LEAST}`;
  console.log(`requests/s × ${carried.toFixed(2)} (${verdict}), CPU of a request × ${taken.toFixed(2)}`);
}

/**
 * Measures the gain of a second worker if the gateway itself is the bottleneck and all processes share all
 * cores: `node bench/busy-workers.mjs [--rounds N] [--duration SECONDS]`.
 */
await runMain(() => compareVariants(VARIANTS, validatedGet, { pin: asTheyAre, tell }));

function asTheyAre() {
  return { ownCore: (command) => command };
}

import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runMain } from './refusal.mjs';
import { smallGet } from './scenarios/small-get.mjs';
import { compareVariants } from './variants.mjs';

const KEY = 'a-key-of-32-characters-or-so-1234';
/** The limit is never reached: the run measures admission, not refusal. */
const rateLimit = { limit: '1000000/1s', burst: 1_000_000, key: 'apiKey' };

function routeWith(admission) {
  return (folder) => {
    const file = join(folder, 'keys.json');
    writeFileSync(
      file,
      JSON.stringify([{ name: 'load', sha256: createHash('sha256').update(KEY).digest('hex') }]),
    );
    // Who asks whether the gateway is there has no key.
    const open = { path: '/', pool: 'items' };
    return { routes: [open, { path: '/api', stripPrefix: '/api', pool: 'items', ...admission(file) }] };
  };
}

/** The same request, with the same key, and more and more that looks at it. */
const VARIANTS = [
  { name: 'nothing', sections: routeWith(() => ({})) },
  {
    name: 'rate limit by address',
    sections: routeWith(() => ({ rateLimit: { ...rateLimit, key: 'clientAddress' } })),
  },
  { name: 'API key', sections: routeWith((file) => ({ auth: { apiKey: { file } } })) },
  {
    name: 'API key and rate limit',
    sections: routeWith((file) => ({ auth: { apiKey: { file } }, rateLimit })),
    most: 1.1,
  },
];

const withKey = {
  ...smallGet,
  exchanges: () =>
    smallGet.exchanges().map((exchange) => ({
      ...exchange,
      path: `/api${exchange.path}`,
      headers: { 'x-api-key': KEY },
    })),
};

/** Measures the cost of admission: `node bench/admission.mjs [--rounds N] [--duration SECONDS]`. */
await runMain(() => compareVariants(VARIANTS, withKey));

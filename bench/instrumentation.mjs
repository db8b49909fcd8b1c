import { runMain } from './refusal.mjs';
import { smallGet } from './scenarios/small-get.mjs';
import { compareVariants } from './variants.mjs';

/** The gateway with more and more of what watches it, and how much CPU each may cost compared with the first. */
const VARIANTS = [
  { name: 'nothing', sections: { metrics: { enabled: false } } },
  { name: 'metrics', sections: {}, most: 1.05 },
  { name: 'metrics and access log', sections: { log: { access: { mode: 'all' } } }, most: 1.25 },
  { name: 'the same, as common format', sections: { log: { access: { mode: 'all', format: 'common' } } } },
];

/**
 * Measures the cost of metrics and the access log: `node bench/instrumentation.mjs [--rounds N] [--duration
 * SECONDS]`.
 */
await runMain(() => compareVariants(VARIANTS, smallGet));

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { withGeneratedParts } from '../../apps/gateway/src/telemetry/reference/operations';
import { METRICS } from '../../apps/gateway/src/platform/metrics/catalogue';

const PAGE = readFileSync(join(__dirname, '../../docs/operations.md'), 'utf8');
const UNITS = /_(seconds|bytes)(_total)?$/;

/** A table with single spaces, as no formatter minds. */
const squeezed = (page: string): string => page.replace(/ {2,}/g, ' ').replace(/-{3,}/g, '---');

describe('docs/operations.md', () => {
  // Run `npm run docs` when this fails.
  it('lists each metric as the code has it', () => {
    expect(squeezed(PAGE)).toBe(squeezed(withGeneratedParts(PAGE)));
  });
});

describe.each(Object.values(METRICS))('the metric $name', ({ name, type, help, labels }) => {
  it('is named as Prometheus wants it', () => {
    expect(name).toMatch(/^[a-z][a-z_]*[a-z]$/);
    expect(name.endsWith('_total')).toBe(type === 'counter');
    expect(/duration|bytes|timestamp|first_byte|cpu/.test(name)).toBe(UNITS.test(name));
    for (const label of labels) expect(label).toMatch(/^[a-z]+$/);
  });

  it('says what it tells', () => {
    expect(help).toMatch(/^[A-Z1].*[^.]$/);
  });
});

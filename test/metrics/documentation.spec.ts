import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  REFERENCE_PAGES,
  withGeneratedTables,
} from '../../apps/gateway/src/telemetry/reference/reference-pages';
import { METRICS } from '../../apps/gateway/src/platform/metrics/catalogue';

const UNITS = /_(seconds|bytes)(_total)?$/;

/** A table with single spaces, as no formatter minds. */
const squeezed = (page: string): string => page.replace(/ {2,}/g, ' ').replace(/-{3,}/g, '---');

describe('the generated tables', () => {
  // Run `npm run docs` when this fails.
  it.each([...REFERENCE_PAGES.keys()])('are up to date in %s', (name) => {
    const page = readFileSync(join(__dirname, '../..', name), 'utf8');
    expect(squeezed(page)).toBe(squeezed(withGeneratedTables(name, page)));
  });
});

describe.each(Object.values(METRICS))('the metric $name', ({ name, type, help, labels }) => {
  it('is named as Prometheus wants it', () => {
    expect(name).toMatch(/^[a-z][a-z_]*[a-z]$/);
    expect(name.endsWith('_total')).toBe(type === 'counter');
    expect(/duration|bytes|timestamp|first_byte|cpu|expiry/.test(name)).toBe(UNITS.test(name));
    for (const label of labels) expect(label).toMatch(/^[a-z]+$/);
  });

  it('says what it tells', () => {
    expect(help).toMatch(/^[A-Z1].*[^.]$/);
  });
});

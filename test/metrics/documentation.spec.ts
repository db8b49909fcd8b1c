import { METRICS } from '../../apps/gateway/src/platform/metrics/catalogue';

const UNITS = /_(seconds|bytes)(_total)?$/;

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

import { median, ratio, spread, summarize } from '../../bench/report/summary.mjs';
import { table } from '../../bench/report/table.mjs';
import { checkTargets } from '../../bench/report/targets.mjs';

const none = { badStatus: 0, socketErrors: 0, timeouts: 0 };
const sample = (subject: string, cpuMicros: number, failures = none) => ({
  subject,
  scenario: 'small-get',
  cpuMicros,
  requestsPerSecond: 1e6 / cpuMicros,
  p50: 1,
  p99: 2,
  residentBytes: cpuMicros * 2 ** 20,
  failures,
});
const cost = (subject: string, scenario: string, cpuMicros: number) => ({ subject, scenario, cpuMicros });

describe('the figures of the benchmark', () => {
  it('takes the middle of an odd number of rounds and the mean of two otherwise', () => {
    expect(median([9, 1, 5])).toBe(5);
    expect(median([4, 1, 2, 100])).toBe(3);
  });

  it('shows noise as a share of the median', () => {
    expect(spread([9, 10, 12])).toBeCloseTo(0.3);
  });

  it('is not moved by one disturbed round', () => {
    const [row] = summarize([sample('nginx', 10), sample('nginx', 90), sample('nginx', 11)]);
    expect(row.cpuMicros).toBe(11);
  });

  it('keeps subjects apart and never hides a failure', () => {
    const rows = summarize([
      sample('gateway', 20, { badStatus: 2, socketErrors: 0, timeouts: 1 }),
      sample('nginx', 10),
      sample('gateway', 22, { badStatus: 1, socketErrors: 4, timeouts: 0 }),
    ]);
    expect(rows).toHaveLength(2);
    expect(rows[0]).toMatchObject({ subject: 'gateway', cpuMicros: 21, residentBytes: 22 * 2 ** 20 });
    expect(rows[0].failures).toEqual({ badStatus: 3, socketErrors: 4, timeouts: 1 });
  });

  it('gives no ratio to what was not measured', () => {
    const from = { subject: 'gateway', scenario: 'small-get' };
    const rows = [cost('gateway', 'small-get', 21), cost('nginx', 'small-get', 10)];
    expect(ratio(rows, from, { subject: 'nginx', scenario: 'small-get' })).toBeCloseTo(2.1);
    expect(ratio(rows, from, { subject: 'haproxy', scenario: 'small-get' })).toBeUndefined();
  });

  it('shows ratios and failures in the table', () => {
    const subjects = ['gateway', 'nginx'].map((name) => ({ name, title: name.toUpperCase() }));
    const rows = summarize([
      sample('nginx', 10),
      sample('gateway', 25, { badStatus: 7, socketErrors: 0, timeouts: 0 }),
    ]);
    const text = table({ name: 'small-get', title: 'small GET' }, subjects, rows);
    expect(text).toMatch(/GATEWAY .* 25\.0 .* 2\.50 .* –/);
    expect(text).toMatch(/! 7 answers of 400 and above/);
  });
});

describe('the targets of the benchmark', () => {
  const good = [
    cost('gateway', 'small-get', 30),
    cost('nginx', 'small-get', 10),
    cost('http-proxy', 'small-get', 75),
    cost('gateway', 'get-100k', 90),
    cost('nginx', 'get-100k', 50),
    cost('gateway', 'sticky-get', 34.5),
  ];

  it('hold up to and including the limit', () => {
    expect(checkTargets(good).map(({ holds }) => holds)).toEqual([true, true, true, true]);
  });

  it('are missed just above it', () => {
    const slower = good.map((row) => (row.scenario === 'sticky-get' ? { ...row, cpuMicros: 34.6 } : row));
    expect(checkTargets(slower).filter(({ holds }) => !holds)).toMatchObject([
      { title: 'sticky GET, × small GET' },
    ]);
  });

  it('do not hold when they were not measured', () => {
    expect(checkTargets([]).some(({ holds }) => holds)).toBe(false);
  });
});

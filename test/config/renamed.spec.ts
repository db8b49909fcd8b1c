import { findingsOf } from './config-of';

/** Files with one key or one value of an earlier version, and what the finding says. */
const RENAMED: readonly (readonly [yaml: string, message: string])[] = [
  ['pools: { a: { outliers: {} } }', '"outliers" is now called "outlierDetection"'],
  ...outlierDetection('consecutive: 3', '"consecutive" is now called "consecutiveFailures"'),
  ...outlierDetection('failureShare: 10%', '"failureShare" is now called "failureRatio"'),
  ...outlierDetection('ejection: 1s', '"ejection" is now called "baseEjectionTime"'),
  ...outlierDetection('maxEjection: 1s', '"maxEjection" is now called "maxEjectionTime"'),
  ...outlierDetection('maxEjected: 10%', '"maxEjected" is now called "maxEjectedRatio"'),
  ...outlierDetection('latency: { atLeast: 1s }', '"atLeast" is now called "minDifference"'),
  ...outlierDetection('latency: { for: 1s }', '"for" is now called "duration"'),
  ['pools: { a: { panic: 0 } }', '"panic" is now called "panicThreshold"'],
  ['pools: { a: { queue: { time: 1s } } }', '"time" is now called "timeout"'],
  ['pools: { a: { connections: { queueTime: 1s } } }', '"queueTime" is now called "queueTimeout"'],
  ['pools: { a: { connections: { idleTime: 1s } } }', '"idleTime" is now called "idleTimeout"'],
  ['pools: { a: { retry: { statuses: [503] } } }', '"statuses" is now called "onStatuses"'],
];

function outlierDetection(setting: string, message: string): [string, string][] {
  return [[`pools: { a: { outlierDetection: { ${setting} } } }`, message]];
}

describe('a key or value of an earlier version', () => {
  it.each(RENAMED)('%s is answered with the name of today, and with nothing else', (yaml, message) => {
    const [finding, ...others] = findingsOf(yaml);
    expect(others).toEqual([]);
    expect(finding).toMatch(/^gateway\.yaml:1:\d+ /);
    expect(finding.endsWith(`: ${message}`)).toBe(true);
  });

  it('is a key or value like any other where it never had that meaning', () => {
    expect(findingsOf('listen: { panic: 0 }')).toEqual([expect.stringContaining('unknown key "panic"')]);
  });
});

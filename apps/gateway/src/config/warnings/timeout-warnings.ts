import { type PoolConfig } from '../gateway-config';
import { type Path } from '../path';
import { type Subject, type Warning } from './warning';

/** Times that contradict each other. */
export function* timeoutWarnings({ config }: Subject): Generator<Warning> {
  for (const pool of config.pools) yield* poolTimes(pool);
}

/** The first should not be longer than the second. */
function* shorter(
  path: Path,
  [key, time]: readonly [string, number],
  [other, limit]: readonly [string, number],
  effect: string,
): Generator<Warning> {
  if (time > limit)
    yield {
      path: [...path, key],
      message: `${key} (${inUnits(time)}) is longer than ${other} (${inUnits(limit)}): ${effect}`,
    };
}

function* poolTimes({ name, health, outlierDetection, timeouts }: PoolConfig): Generator<Warning> {
  const path = ['pools', name];
  if (health.enabled) {
    const interval = ['interval', health.interval] as const;
    const effect = 'failed probes take longer than this interval';
    yield* shorter([...path, 'health'], ['timeout', health.timeout], interval, effect);
    const slower = 'the gateway probes less often while the state may be changing';
    yield* shorter([...path, 'health'], ['fastInterval', health.fastInterval], interval, slower);
  }
  if (outlierDetection.enabled) {
    const most = ['maxEjectionTime', outlierDetection.maxEjectionTime] as const;
    yield* shorter(
      [...path, 'outlierDetection'],
      ['baseEjectionTime', outlierDetection.baseEjectionTime],
      most,
      'the shorter of the two applies',
    );
  }
  const whole = ['tunnelIdle', timeouts.tunnelIdle] as const;
  const half = ['tunnelHalfClosed', timeouts.tunnelHalfClosed] as const;
  yield* shorter(
    [...path, 'timeouts'],
    half,
    whole,
    'a half-closed tunnel stays open longer than an idle one',
  );
}

function inUnits(milliseconds: number): string {
  return milliseconds % 1_000 === 0 ? `${milliseconds / 1_000}s` : `${milliseconds}ms`;
}

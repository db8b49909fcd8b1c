import { SelectorFactory } from '../../apps/gateway/src/data-plane/balancing/selector-factory';
import { SeededRandom } from '../../test/support/seeded-random';
import { EventClock } from './event-clock';
import { type LoadReport, LoadGauge } from './load-gauge';
import { scenarioOf } from './scenario';
import { SimulatedGateway } from './simulated-gateway';
import { Traffic } from './traffic';
import { World } from './world';

/** Requests of each backend: enough that chance alone makes a difference of a tenth at most. */
const REQUESTS = 1_000;
/** One of ten is slow: not so slow that it would be taken out. */
const SLOW_OF = 10;
const SLOWNESS = 2;

/** How one policy spreads requests without an owner; times in milliseconds, means if not stated otherwise. */
export interface SelectorReport {
  readonly selector: string;
  /** Over backends that are all alike. */
  readonly equal: LoadReport;
  readonly latency: number;
  /** The same where a tenth of them is twice as slow. */
  readonly latencyWithSlow: number;
  readonly p99WithSlow: number;
}

/** A quiet day for each policy that there is, and another one with slow backends. */
export async function compareSelectors(
  backends: number,
  seed: number,
  tell: (share: number) => void,
): Promise<SelectorReport[]> {
  const names = await selectorNames();
  const reports: SelectorReport[] = [];
  for (const [at, selector] of names.entries()) {
    const equal = await quietDay(selector, backends, seed, 1);
    tell((at + 0.5) / names.length);
    const slow = await quietDay(selector, backends, seed, SLOWNESS);
    tell((at + 1) / names.length);
    const { load, latency } = equal;
    reports.push({
      selector,
      equal: load,
      latency,
      latencyWithSlow: slow.latency,
      p99WithSlow: slow.p99,
    });
  }
  return reports;
}

async function quietDay(
  balance: string,
  backends: number,
  seed: number,
  slowness: number,
): Promise<{ load: LoadReport; latency: number; p99: number }> {
  const requests = REQUESTS * backends;
  const world = await World.of(scenarioOf({ backends, sessions: 0, requests, unowned: 1, balance, seed }));
  for (const backend of world.listed) if (backend.number % SLOW_OF === 0) backend.slowness = slowness;
  const gauge = new LoadGauge(world);
  new Traffic(world, new SeededRandom(seed + 3)).begin();
  await world.clock.run(world.scenario.day);
  await world.gateway.close();
  const { ledger, latency, latencies } = world;
  return { load: gauge.report(), latency: latency / ledger.answered, p99: latencies.quantile(0.99) };
}

/** Valid values of `--balance`, the default first. */
export async function selectorNames(): Promise<string[]> {
  const gateway = await SimulatedGateway.start(new EventClock(), new SeededRandom());
  const names = await gateway.find(SelectorFactory).names();
  await gateway.close();
  return names;
}

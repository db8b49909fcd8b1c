import { Readable } from 'node:stream';
import { type HttpService } from '@nestjs/axios';
import { ErrorGuard } from '../../platform/error.guard';
import { FakeClock } from '../../../../../test/support/fake-clock';
import { SeededRandom } from '../../../../../test/support/seeded-random';
import { someSettings } from '../../../../../test/upstream/support/some-settings';
import { BackendStates } from '../../data-plane/upstream/backend-states';
import { PoolTable, type PoolSettings } from '../../data-plane/upstream/pool-table';
import { UpstreamClient } from '../../data-plane/upstream/upstream-client';
import { HealthChecks } from './health-checks';
import { type HealthSettings } from './health-settings';

const HEALTH: HealthSettings = {
  enabled: true,
  path: '/ready',
  method: 'GET',
  status: [{ from: 200, to: 299 }],
  headers: {},
  interval: 2_000,
  fastInterval: 2_000,
  downInterval: 2_000,
  timeout: 1_000,
  fall: 3,
  rise: 2,
  jitter: 0,
  drainOn404: false,
};

function aPool(name: string, ...ports: number[]): PoolSettings {
  const { connections, timeouts } = someSettings();
  const backends = ports.map((port) => {
    return {
      id: `${name}${port}`,
      url: `http://127.0.0.1:${port}`,
      weight: 1,
      maxInFlight: 0,
      backup: false,
    };
  });
  const retry = { attempts: 1, budget: 0, bodyBytes: 0 };
  const queue = { size: 1, timeout: 1_000 };
  const ownerQueue = { size: 1, bodyBytes: 0, ramp: 0 };
  const health = { enabled: true, mandatory: false };
  return { name, backends, connections, timeouts, retry, queue, ownerQueue, health, panicThreshold: 0.5 };
}

/** Probes of these pools; each backend notes when it was probed, and is healthy. */
class Probing {
  readonly clock = new FakeClock();
  readonly asked: [time: number, port: number][] = [];
  private readonly checks: HealthChecks;
  private readonly registry: PoolTable;

  constructor(...pools: PoolSettings[]) {
    const client = new UpstreamClient(this.clock, new ErrorGuard(this.clock));
    this.registry = new PoolTable(client, this.clock, new ErrorGuard(this.clock));
    const request = ({ url }: { url: string }) => {
      this.asked.push([this.clock.now(), Number(new URL(url).port)]);
      return Promise.resolve({ status: 200, headers: {}, data: Readable.from([]) });
    };
    const http = { axiosRef: { request } } as unknown as HttpService;
    const states = new BackendStates(this.clock, new ErrorGuard(this.clock));
    this.checks = new HealthChecks(this.registry, client, http, states, this.clock, new SeededRandom());
    this.apply(...pools);
  }

  apply(...pools: PoolSettings[]): void {
    this.registry.apply(pools);
    this.checks.apply(pools.map(({ name }) => ({ name, health: HEALTH })));
  }

  /** Who was asked in this time, and when, counted from its beginning. */
  during(milliseconds: number): [time: number, port: number][] {
    const [from, known] = [this.clock.now(), this.asked.length];
    this.clock.advance(milliseconds);
    return this.asked.slice(known).map(([time, port]) => [time - from, port]);
  }
}

describe('the first probes', () => {
  it('of the backends of a pool are spread over one interval', () => {
    expect(new Probing(aPool('p', 1, 2, 3, 4)).during(1_999)).toEqual([
      [0, 1],
      [500, 2],
      [1_000, 3],
      [1_500, 4],
    ]);
  });

  it('of each pool are spread by themselves', () => {
    expect(new Probing(aPool('p', 1, 2), aPool('q', 3)).during(1_999)).toEqual([
      [0, 1],
      [0, 3],
      [1_000, 2],
    ]);
  });

  it('of a backend that is added come at the moment of its place, and those of the others go on as before', () => {
    const probing = new Probing(aPool('p', 1));
    probing.during(300);
    probing.apply(aPool('p', 1, 2));
    expect(probing.during(1_500)).toEqual([[1_000, 2]]);
  });

  it('of one that is gone before its moment never come', () => {
    const probing = new Probing(aPool('p', 1, 2));
    probing.during(500);
    probing.apply(aPool('p', 1));
    expect(probing.during(1_000)).toEqual([]);
  });
});

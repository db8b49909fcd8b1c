import { type BackendSource } from '../../apps/gateway/src/control-plane/discovery/backend.source';
import {
  consulSource,
  type ConsulSourceSettings,
} from '../../apps/gateway/src/control-plane/discovery/sources/consul.source';
import { closedAfterTest } from '../support/closing';
import { eventually } from '../support/eventually';
import { FakeClock } from '../support/fake-clock';
import { SeededRandom } from '../support/seeded-random';
import { ConsulDouble } from './support/consul.double';
import { Heard } from './support/heard';

const PAUSE = 100;
const WAIT = 60_000;

describe('backends from Consul', () => {
  let consul: ConsulDouble;
  let clock: FakeClock;
  let heard: Heard;
  let source: BackendSource;

  beforeEach(async () => {
    consul = closedAfterTest(new ConsulDouble(100));
    await consul.start();
    clock = new FakeClock();
    heard = new Heard();
  });

  function begin(more: Partial<ConsulSourceSettings> = {}): void {
    const settings = {
      type: 'consul',
      address: consul.url,
      service: 'items',
      tags: [],
      scheme: 'http',
      wait: WAIT,
      timeout: 2_000,
      shrinkProtection: { maxRatio: 0.5, confirmations: 2, recheckInterval: 5_000 },
      ...more,
    } as const;
    source = consulSource(settings, clock, new SeededRandom(1));
    closedAfterTest({ close: () => source.stop() });
    source.start(heard);
  }

  function untilReported(times: number): Promise<void> {
    return eventually(() => expect(heard.count).toBe(times));
  }

  /** Resolves when Consul holds back its answer until there is something new. */
  async function waiting(): Promise<void> {
    clock.advance(PAUSE);
    await eventually(() => expect(consul.waits).toBe(1));
  }

  it('are the instances that are well, at their own address or that of their node', async () => {
    consul.has(
      { address: '10.0.0.2', port: 8002, weight: 5 },
      { port: 8001 },
      { address: 'fd00::1', port: 8003 },
    );
    begin();
    await untilReported(1);
    expect(heard.lists[0]).toMatchObject([
      { id: '10.0.0.2:8002', url: 'http://10.0.0.2:8002', weight: 5 },
      { id: '10.0.0.9:8001', url: 'http://10.0.0.9:8001', weight: 1 },
      { id: '[fd00::1]:8003', url: 'http://[fd00::1]:8003', weight: 1 },
    ]);
    expect(consul.questions).toEqual(['/v1/health/service/items?passing=1']);
  });

  it('have the id and the weight that their metadata say', async () => {
    consul.has({ meta: { id: 'first', weight: '7' } }, { port: 0 }, { port: 81, meta: { weight: 'much' } });
    begin({ scheme: 'https' });
    await untilReported(1);
    expect(heard.lists[0]).toMatchObject([{ id: 'first', url: 'https://10.0.0.9:80', weight: 7 }]);
    expect(heard.skipped.map((text) => text.replace(/.*allowed/, 'allowed'))).toEqual([
      expect.stringContaining('allowed as url'),
      'allowed as weight: a whole number from 0 to 1000',
    ]);
  });

  it('are asked for by tags, in a datacenter, with a token', async () => {
    begin({ service: 'items api', tags: ['blue', 'v2'], datacenter: 'dc2', token: 'secret' });
    await untilReported(1);
    expect(consul.questions).toEqual(['/v1/health/service/items%20api?passing=1&tag=blue&tag=v2&dc=dc2']);
    expect(consul.tokens).toEqual(['secret']);
    expect(source.name).toBe('consul:items api+blue+v2');
  });

  it('are told as soon as something changes', async () => {
    consul.has({ port: 81 });
    begin();
    await untilReported(1);
    await waiting();
    expect(consul.questions[1]).toContain(`index=101&wait=${WAIT}ms`);
    consul.has({ port: 81 }, { port: 82 });
    await untilReported(2);
    expect(heard.urls).toEqual(['http://10.0.0.9:81', 'http://10.0.0.9:82']);
    await waiting();
    consul.endWaits();
    await untilReported(3);
  });

  it('are given as long as Consul may wait, and not longer', async () => {
    begin();
    await untilReported(1);
    await waiting();
    clock.advance((WAIT * 17) / 16 + 1_999);
    expect(heard.troubles).toEqual([]);
    clock.advance(1);
    await untilReported(2);
    expect(heard.troubles).toHaveLength(1);
  });

  it.each([
    [0, 10_000],
    [5, PAUSE],
  ])('are asked for without waiting when the index has gone back to %d', async (index, pause) => {
    begin();
    await untilReported(1);
    await waiting();
    consul.resetTo(index);
    await untilReported(2);
    clock.advance(pause);
    await untilReported(3);
    expect(consul.questions[2]).toBe('/v1/health/service/items?passing=1');
  });

  it('stay through the loss of a leader, and are learned again after it', async () => {
    consul.has({ port: 81 });
    begin();
    await untilReported(1);
    await waiting();
    consul.loseLeader();
    await untilReported(2);
    expect(heard.troubles).toEqual(['the response has status 500']);
    clock.advance(500);
    expect(consul.questions).toHaveLength(2);
    clock.advance(700);
    await untilReported(3);
    consul.electLeader();
    consul.has({ port: 82 });
    clock.advance(2_400);
    await untilReported(4);
    expect(heard.urls).toEqual(['http://10.0.0.9:82']);
  });

  it('are reported at once on request, though nothing has changed', async () => {
    consul.has({ port: 81 });
    begin();
    await untilReported(1);
    await waiting();
    source.look();
    await untilReported(2);
    await waiting();
    consul.has({ port: 82 });
    await untilReported(3);
    expect(heard.urls).toEqual(['http://10.0.0.9:82']);
  });

  it('are waited for no more once the source is stopped', async () => {
    begin();
    await untilReported(1);
    await waiting();
    source.stop();
    await eventually(() => expect(consul.waits).toBe(0));
    expect([clock.timers, heard.count]).toEqual([0, 1]);
  });
});

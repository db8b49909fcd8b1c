import { FakeClock } from '../../../../../test/support/fake-clock';
import { aBackend } from '../../../../../test/support/some-backends';
import { type PoolTable } from '../../data-plane/upstream/pool-table';
import { EventLog } from './event-log';
import { OwnerWaitEvents } from './owner-wait-events';

describe('the events about requests that wait for their owner', () => {
  it('report the beginning and the end of a wait, once each', () => {
    const clock = new FakeClock();
    const log = new EventLog(clock);
    const backend = aBackend('b2', {});
    const pools = { all: [{ name: 'main', backends: [backend] }] } as unknown as PoolTable;
    const events = new OwnerWaitEvents(log, pools, clock);
    events.onModuleInit();
    const wait = (waiting: number): void => {
      if (backend.waiting === 0) backend.waitingSince = clock.now();
      backend.waiting = waiting;
      clock.advance(1_000);
    };
    for (const waiting of [0, 1, 12, 3, 0, 0]) wait(waiting);
    events.onModuleDestroy();
    expect(log.latest(10).map(({ event: { kind, message } }) => `${kind}: ${message}`)).toEqual([
      'owner.waiting: 1 request waits for main/b2',
      'owner.waited: No request waits for main/b2 any longer. At most 12 did, the longest for 3.0 s',
    ]);
    expect(clock.timers).toBe(0);
  });
});

import { FakeClock } from '../../../../../../../test/support/fake-clock';
import { SeededRandom } from '../../../../../../../test/support/seeded-random';
import { MemoryStickySessionStore } from './memory-sticky-session.store';

describe('the sticky sessions in memory', () => {
  let clock: FakeClock;
  let store: MemoryStickySessionStore;

  beforeEach(() => {
    clock = new FakeClock();
    store = new MemoryStickySessionStore(clock);
    store.apply([
      { name: 'items', maxSessions: 3, idleTimeout: 60_000, pools: ['main'] },
      { name: 'carts', maxSessions: 3, idleTimeout: 1_000, pools: ['main'] },
    ]);
  });

  it('of a full rule make room by the longest unused, and leave those of other rules alone', () => {
    store.claim('carts/main/1', 'a');
    for (const id of [1, 2, 3]) store.claim(`items/main/${id}`, 'a');
    clock.advance(900);
    clock.advance(200);
    store.touch(store.find('items/main/1')!);
    store.claim('items/main/4', 'b');
    expect([1, 2, 3, 4].map((id) => store.find(`items/main/${id}`) !== undefined)).toEqual([
      true,
      false,
      true,
      true,
    ]);
  });

  it('that are in use stay where a flood of others passes through', () => {
    store.apply([{ name: 'items', maxSessions: 1_000, idleTimeout: 60_000, pools: ['main'] }]);
    const inUse = Array.from({ length: 800 }, (_, id) => `items/main/${id}`);
    for (const key of inUse) store.touch(store.claim(key, 'a').session);
    for (let id = 0; id < 100_000; id++) store.claim(`items/main/flood-${id}`, 'b', 'learn');
    expect(inUse.filter((key) => store.find(key) === undefined)).toEqual([]);
    expect([store.size, Object.fromEntries(store.counts())]).toEqual([1_000, { a: 800, b: 200 }]);
  });

  it('leave room for newcomers when all of them are in use', () => {
    store.apply([{ name: 'items', maxSessions: 100, idleTimeout: 60_000, pools: ['main'] }]);
    for (let id = 0; id < 200; id++) store.touch(store.claim(`items/main/${id}`, 'a').session);
    store.claim('items/main/new', 'b');
    store.claim('items/main/newer', 'b');
    expect([store.find('items/main/new'), store.find('items/main/199')]).not.toContain(undefined);
  });

  it('shrink to a smaller limit step by step', () => {
    for (const id of [1, 2, 3]) store.claim(`items/main/${id}`, 'a');
    store.apply([{ name: 'items', maxSessions: 1, idleTimeout: 60_000, pools: ['main'] }]);
    store.claim('items/main/4', 'b');
    expect([store.size, store.find('items/main/4')?.backendId]).toEqual([1, 'b']);
  });

  it('go through any number of changes like a plain map', () => {
    store.apply([{ name: 'items', maxSessions: 100_000, idleTimeout: 60_000, pools: ['main'] }]);
    const expected = new Map<string, string>();
    const random = new SeededRandom(7);
    const mistakes: string[] = [];
    for (let step = 0; step < 30_000; step++) {
      const key = `items/main/${random.below(2_000)}`;
      const standing = store.find(key);
      if (standing?.backendId !== expected.get(key)) mistakes.push(key);
      const backendId = `b${random.below(5)}`;
      if (standing === undefined) {
        store.claim(key, backendId);
        expected.set(key, backendId);
      } else if (random.below(2) === 0) {
        store.move(standing, backendId, 'learn');
        expected.set(key, backendId);
      } else {
        store.forget(standing);
        expected.delete(key);
      }
    }
    expect(mistakes).toEqual([]);
    const tally = new Map<string, number>();
    for (const backendId of expected.values()) tally.set(backendId, (tally.get(backendId) ?? 0) + 1);
    expect(new Map([...store.counts()].sort())).toEqual(new Map([...tally].sort()));
    expect(store.size).toBe(expected.size);
  });

  it.each([-3_600_000, 3_600_000])(
    'keep their leases when the clock of the machine is set by %d ms',
    (jump) => {
      const { session } = store.begin('items/main/1', 'a');
      clock.setBy(jump);
      expect(store.forget(session)).toBe(false);
      clock.advance(29_000);
      expect(store.forget(session)).toBe(false);
      clock.advance(2_000);
      expect(store.forget(session)).toBe(true);
    },
  );
});

import { FakeClock } from '../../../../../../../test/support/fake.clock';
import { MemoryStickySessionStore } from './memory.sticky-session.store';

describe('the sticky sessions in memory', () => {
  let clock: FakeClock;
  let store: MemoryStickySessionStore;

  beforeEach(() => {
    clock = new FakeClock();
    store = new MemoryStickySessionStore(clock);
    store.apply([
      { name: 'items', max: 3, idle: 60_000 },
      { name: 'carts', max: 3, idle: 1_000 },
    ]);
  });

  it('give the second of two claims the session of the first', () => {
    expect(store.claim('items/1', 'a').won).toBe(true);
    expect(store.claim('items/1', 'b')).toMatchObject({ won: false, session: { backendId: 'a' } });
  });

  it('are changed only by who knows the one that stands', () => {
    const { session } = store.claim('items/1', 'a');
    const moved = store.move(session, 'b', 'claim');
    expect(moved).toMatchObject({ backendId: 'b', state: 'claimed' });
    expect([
      store.confirm(session, 'create'),
      store.forget(session),
      store.move(session, 'c', 'claim'),
    ]).toEqual([false, false, undefined]);
    expect(store.find('items/1')).toMatchObject({ backendId: 'b' });
  });

  it('are confirmed, counted and forgotten', () => {
    store.confirm(store.claim('items/1', 'a').session, 'create');
    expect(store.find('items/1')).toMatchObject({ state: 'confirmed' });
    expect([...store.counts()]).toEqual([['a', 1]]);
    expect(store.forget(store.find('items/1')!)).toBe(true);
    expect([store.size, [...store.counts()]]).toEqual([0, []]);
  });

  it('of a full rule make room by the longest unused, and leave those of other rules alone', () => {
    store.claim('carts/1', 'a');
    for (const id of [1, 2, 3]) store.claim(`items/${id}`, 'a');
    clock.advance(900);
    clock.advance(200);
    store.touch(store.find('items/1')!);
    store.claim('items/4', 'b');
    expect([1, 2, 3, 4].map((id) => store.find(`items/${id}`) !== undefined)).toEqual([
      true,
      false,
      true,
      true,
    ]);
  });

  it('are forgotten after the idle time of their rule, unless they are used', () => {
    store.claim('items/1', 'a');
    store.claim('carts/1', 'a');
    clock.advance(1_001);
    expect(store.find('carts/1')).toBeUndefined();
    clock.advance(50_000);
    store.touch(store.find('items/1')!);
    clock.advance(50_000);
    expect(store.find('items/1')).toBeDefined();
    clock.advance(10_001);
    expect(store.find('items/1')).toBeUndefined();
  });
});

import { FakeClock } from '../../../../../../test/support/fake-clock';
import { type StickySession } from '../sticky-session';
import { NearCache } from './near-cache';

describe('what is kept near', () => {
  const session: StickySession = {
    key: 'items/1',
    backendId: 'a',
    version: 1,
    state: 'confirmed',
    how: 'create',
    createdAt: Date.UTC(2030, 0, 1),
    lastUsedAt: Date.UTC(2030, 0, 1),
  };
  let near: NearCache;

  beforeEach(() => {
    near = new NearCache(new FakeClock(), 10);
    near.apply([{ name: 'items', idleTimeout: 60_000, maxSessions: 1_000 }]);
  });

  it('is what a call has answered', () => {
    near.end('items/1', near.begin('items/1'), session);
    expect(near.find('items/1')).toEqual(session);
  });

  it('is never an answer that was under way when the session changed', () => {
    const call = near.begin('items/1');
    near.invalidate('items/1');
    near.end('items/1', call, session);
    expect(near.find('items/1')).toBeUndefined();
  });

  it('is the answer of the last of several calls, in whatever order they end', () => {
    const [first, second] = [near.begin('items/1'), near.begin('items/1')];
    near.end('items/1', second, { ...session, backendId: 'b', version: 2 });
    near.end('items/1', first, session);
    expect(near.find('items/1')).toMatchObject({ backendId: 'b' });
  });

  it('is gone when somebody has changed it, or all of it may have changed', () => {
    near.end('items/1', near.begin('items/1'), session);
    near.end('items/2', near.begin('items/2'), { ...session, key: 'items/2' });
    near.invalidate('items/1');
    expect([near.find('items/1'), near.find('items/2')]).toEqual([undefined, { ...session, key: 'items/2' }]);
    const call = near.begin('items/1');
    near.clear();
    near.end('items/1', call, session);
    expect([near.find('items/1'), near.find('items/2')]).toEqual([undefined, undefined]);
  });

  it('never grows beyond its limit', () => {
    for (let id = 0; id < 100; id++)
      near.end(`items/${id}`, near.begin(`items/${id}`), { ...session, key: `items/${id}` });
    const kept = Array.from({ length: 100 }, (_, id) => near.find(`items/${id}`)).filter(
      (each) => each !== undefined,
    );
    expect(kept).toHaveLength(10);
  });
});

import { FakeClock } from '../../../../../../test/support/fake-clock';
import { type StickySession } from '../sticky-session';
import { NearCache } from './near-cache';

describe('what is kept near', () => {
  const session: StickySession = {
    key: 'items/main/1',
    backendId: 'a',
    epoch: 1,
    generation: 1,
    proven: false,
    uncertain: false,
    pending: 0,
    pendingUntil: 0,
    state: 'confirmed',
    origin: 'create',
    createdAt: Date.UTC(2030, 0, 1),
    lastUsedAt: Date.UTC(2030, 0, 1),
  };
  let near: NearCache;

  beforeEach(() => {
    near = new NearCache(new FakeClock(), 10);
    near.apply([{ name: 'items', idleTimeout: 60_000, maxSessions: 1_000, pools: ['main'] }]);
  });

  it('is what a call has answered', () => {
    near.end('items/main/1', near.begin('items/main/1'), session);
    expect(near.find('items/main/1')).toEqual(session);
  });

  it('is never an answer that was under way when the session changed', () => {
    const call = near.begin('items/main/1');
    near.invalidate('items/main/1');
    near.end('items/main/1', call, session);
    expect(near.find('items/main/1')).toBeUndefined();
  });

  it('is the answer of the last of several calls, in whatever order they end', () => {
    const [first, second] = [near.begin('items/main/1'), near.begin('items/main/1')];
    near.end('items/main/1', second, { ...session, backendId: 'b', epoch: 2, generation: 2 });
    near.end('items/main/1', first, session);
    expect(near.find('items/main/1')).toMatchObject({ backendId: 'b' });
  });

  it('is gone when a call ends, although a later one is under way', () => {
    near.end('items/main/1', near.begin('items/main/1'), session);
    const forgetting = near.begin('items/main/1');
    const reading = near.begin('items/main/1');
    near.end('items/main/1', forgetting, undefined);
    expect(near.find('items/main/1')).toBeUndefined();
    near.end('items/main/1', reading, session);
    expect(near.find('items/main/1')).toEqual(session);
  });

  it('is gone when another process has changed it, or all of it may have changed', () => {
    near.end('items/main/1', near.begin('items/main/1'), session);
    near.end('items/main/2', near.begin('items/main/2'), { ...session, key: 'items/main/2' });
    near.invalidate('items/main/1');
    expect([near.find('items/main/1'), near.find('items/main/2')]).toEqual([
      undefined,
      { ...session, key: 'items/main/2' },
    ]);
    const call = near.begin('items/main/1');
    near.clear();
    near.end('items/main/1', call, session);
    expect([near.find('items/main/1'), near.find('items/main/2')]).toEqual([undefined, undefined]);
  });

  it('never grows beyond its limit', () => {
    for (let id = 0; id < 100; id++)
      near.end(`items/main/${id}`, near.begin(`items/main/${id}`), { ...session, key: `items/main/${id}` });
    const kept = Array.from({ length: 100 }, (_, id) => near.find(`items/main/${id}`)).filter(
      (each) => each !== undefined,
    );
    expect(kept).toHaveLength(10);
  });
});

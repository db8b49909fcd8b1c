import { FakeClock } from '../../../../../test/support/fake-clock';
import { type Lease, LeaseKeeper } from './lease-keeper';
import { LEASE_MS, type StickySession } from './sticky-session';
import { MemoryStickySessionStore } from './stores/memory/memory-sticky-session.store';

const KEY = 'items/main/1';

/** A store that can lose everything, and be unavailable. */
class LosableStore extends MemoryStickySessionStore {
  isDown = false;
  lose = (): void => undefined;

  override whenAllLost(listener: () => void): void {
    this.lose = listener;
  }

  override renew(...given: Parameters<MemoryStickySessionStore['renew']>): StickySession {
    if (this.isDown) throw new Error('The store is unavailable.');
    return super.renew(...given);
  }
}

describe('LeaseKeeper', () => {
  let clock: FakeClock;
  let store: LosableStore;
  let leases: LeaseKeeper;

  beforeEach(() => {
    clock = new FakeClock();
    store = new LosableStore(clock);
    store.apply([{ name: 'items', maxSessions: 100, idleTimeout: 600_000, pools: ['main'] }]);
    leases = new LeaseKeeper(store, clock);
  });

  function hold(isSent = true): Lease {
    return Object.assign(leases.hold(store.begin(KEY, 'a').session), { isSent });
  }

  const settled = () => new Promise(setImmediate);

  it('keeps the lease of a request alive for as long as it is under way', async () => {
    const lease = hold();
    for (let round = 0; round < 10; round++) {
      clock.advance(LEASE_MS / 2);
      await settled();
      expect(store.forget(store.find(KEY)!)).toBe(false);
    }
    leases.release(lease);
    clock.advance(LEASE_MS + 1);
    expect(store.forget(store.find(KEY)!)).toBe(true);
    expect([clock.timers, leases.size, leases.lapses]).toEqual([0, 0, 0]);
  });

  it('restores what was lost at once, with all requests that held it', async () => {
    hold();
    hold();
    store.drop(KEY);
    store.lose();
    await settled();
    expect(store.find(KEY)).toMatchObject({ backendId: 'a', pending: 2, state: 'claimed' });
  });

  it('tries again until the store is available', async () => {
    hold();
    store.drop(KEY);
    store.isDown = true;
    store.lose();
    await settled();
    store.isDown = false;
    clock.advance(200);
    await settled();
    expect(store.find(KEY)).toMatchObject({ backendId: 'a', pending: 1 });
  });

  it('tries no longer than the requests take', async () => {
    const lease = hold();
    store.isDown = true;
    store.lose();
    await settled();
    leases.release(lease);
    expect(clock.timers).toBe(0);
  });

  it('gives the restored session to the request, so that its end is counted', async () => {
    const lease = hold();
    store.drop(KEY);
    store.lose();
    await settled();
    store.settle(lease.session, { kind: 'refused' });
    expect(store.find(KEY)).toBeUndefined();
  });

  it('takes a claim over for a request that was sent', async () => {
    hold();
    store.drop(KEY);
    store.begin(KEY, 'b');
    store.lose();
    await settled();
    expect(store.find(KEY)).toMatchObject({ backendId: 'a' });
  });

  it('leaves a request that was not sent to its proof of absence', async () => {
    hold(false);
    store.drop(KEY);
    store.lose();
    await settled();
    expect(store.find(KEY)).toBeUndefined();
  });
});

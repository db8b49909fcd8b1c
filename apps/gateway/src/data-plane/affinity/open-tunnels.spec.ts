import { FakeClock } from '../../../../../test/support/fake-clock';
import { type Exchange } from '../exchange/exchange';
import { OpenTunnels } from './open-tunnels';
import { type StickySessionStore } from './sticky-session.store';

describe('OpenTunnels', () => {
  const clock = new FakeClock();
  const touched: string[] = [];
  const store = {
    find: (key: string) => (key === 'rooms/down' ? Promise.reject(new Error('down')) : { key }),
    touch: ({ key }: { key: string }) => void touched.push(key),
  } as unknown as StickySessionStore;

  it('touches the session of each tunnel as long as it is open, and then needs no timer', () => {
    const tunnels = new OpenTunnels(store, clock);
    const exchange = { hasEnded: false };
    tunnels.add(exchange as Exchange, 'rooms/red');
    tunnels.add({ hasEnded: false } as Exchange, 'rooms/down');
    clock.advance(31_000);
    expect(touched).toEqual(['rooms/red', 'rooms/red']);
    exchange.hasEnded = true;
    clock.advance(60_000);
    expect([touched.length, tunnels.size]).toEqual([2, 1]);
  });

  it('needs no timer when the last one is closed', () => {
    const own = new FakeClock();
    const tunnels = new OpenTunnels(store, own);
    const exchange = { hasEnded: false };
    tunnels.add(exchange as Exchange, 'rooms/red');
    expect(own.timers).toBe(1);
    exchange.hasEnded = true;
    own.advance(15_000);
    expect([own.timers, tunnels.size]).toEqual([0, 0]);
  });
});

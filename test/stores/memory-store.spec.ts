import { MemoryStickySessionStore } from '../../apps/gateway/src/data-plane/affinity/stores/memory/memory-sticky-session.store';
import { FakeClock } from '../support/fake-clock';
import { IDLE, keepsStickySessions } from './sticky-session-store.conformance';

describe('the store in memory', () => {
  keepsStickySessions(() => {
    const clock = new FakeClock();
    const store = new MemoryStickySessionStore(clock);
    store.apply(
      Object.entries(IDLE).map(([name, idle]) => ({
        name,
        idleTimeout: idle,
        maxSessions: 10_000,
        pools: ['main'],
      })),
    );
    return {
      store,
      pass: (milliseconds) => clock.advance(milliseconds),
      settle: () => undefined,
      close: () => undefined,
    };
  });
});

import { FakeClock } from '../../../../../../test/support/fake-clock';
import { MemoryRateLimitStore } from './memory-rate-limit.store';

const rate = { requests: 10, per: 1000, burst: 2 };

describe('MemoryRateLimitStore', () => {
  it('counts each key by itself', () => {
    const store = new MemoryRateLimitStore(new FakeClock(), 10);
    const admitted = ['a', 'a', 'a', 'b'].map((key) => store.take(key, rate, 1).admitted);
    expect(admitted).toEqual([true, true, false, true]);
  });

  it('never holds more keys than it may, however many come', () => {
    const store = new MemoryRateLimitStore(new FakeClock(), 1000);
    for (let id = 0; id < 1_000_000; id++) store.take(`key ${id}`, rate, 1);
    expect(store.size).toBe(1000);
  });

  it('keeps those that are busy when others come once', () => {
    const store = new MemoryRateLimitStore(new FakeClock(), 100);
    for (let id = 0; id < 500; id++) {
      store.take(`once ${id}`, rate, 1);
      store.take('busy', rate, 1);
    }
    expect(store.take('busy', rate, 1).admitted).toBe(false);
  });

  it('drops what has come to rest', () => {
    const clock = new FakeClock();
    const store = new MemoryRateLimitStore(clock, 1000);
    for (let id = 0; id < 500; id++) store.take(`old ${id}`, rate, 1);
    clock.advance(1000);
    for (let id = 0; id < 250; id++) store.take(`new ${id}`, rate, 1);
    expect(store.size).toBe(250);
  });

  it('goes on from what another process has counted', () => {
    const clock = new FakeClock();
    const [old, successor] = [new MemoryRateLimitStore(clock, 10), new MemoryRateLimitStore(clock, 10)];
    const rate = { requests: 1, per: 1_000, burst: 2 };
    old.take('busy', rate, 1);
    old.take('busy', rate, 1);
    old.take('rested', rate, 1);
    clock.advance(1_000);
    const counts = [...old.counts()];
    expect(counts).toEqual([['busy', 1_000]]);
    successor.inherit(counts);
    expect(successor.take('busy', rate, 1)).toMatchObject({ admitted: true });
    expect(successor.take('busy', rate, 1)).toMatchObject({ admitted: false });
    expect(successor.size).toBe(1);
  });
});

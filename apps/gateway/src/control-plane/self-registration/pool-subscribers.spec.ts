import { FakeClock } from '../../../../../test/support/fake-clock';
import { type PoolSubscriber, PoolSubscribers } from './pool-subscribers';

const NO_SUBSCRIBER: PoolSubscriber = { announced: () => undefined, unheard: () => undefined };

describe('PoolSubscribers', () => {
  function followed(...pools: string[]) {
    const clock = new FakeClock();
    const told: string[] = [];
    const followers = new PoolSubscribers(clock, (pool) => told.push(pool));
    for (const pool of pools) followers.add(pool, { ...NO_SUBSCRIBER });
    return { clock, told, followers };
  }

  it('are told of a change at once, and of those in a hurry after it together', () => {
    const { clock, told, followers } = followed('main', 'other');
    followers.noteChange(['main']);
    expect(told).toEqual(['main']);
    for (let time = 0; time < 100; time++) followers.noteChange(['main', 'other']);
    expect(told).toEqual(['main']);
    clock.advance(50);
    expect(told).toEqual(['main', 'main', 'other']);
    clock.advance(500);
    expect(told).toHaveLength(3);
  });

  it('are told of a change at once if what was noted shortly before was none', () => {
    const { told, followers } = followed('main');
    followers.noteChange([]);
    followers.noteChange(['main']);
    expect(told).toEqual(['main']);
  });

  it('can be waited for', async () => {
    const { clock, told, followers } = followed('main');
    await followers.delivered();
    followers.noteChange(['main']);
    followers.noteChange(['main']);
    const done = followers.delivered().then(() => told.length);
    clock.advance(50);
    expect(await done).toBe(2);
  });

  it('are told nothing once they have gone', () => {
    const { told, followers } = followed();
    const end = followers.add('main', { ...NO_SUBSCRIBER });
    end();
    followers.noteChange(['main']);
    expect([told, followers.of('main').size]).toEqual([[], 0]);
  });
});

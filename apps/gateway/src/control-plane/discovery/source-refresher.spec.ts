import { FakeClock } from '../../../../../test/support/fake-clock';
import { type BackendSettings } from '../../data-plane/upstream/backend';
import { type BackendSource, type SourceListener } from './backend.source';
import { type DiscoveryStep, MAX_BACKENDS, SourceRefresher } from './source-refresher';

const SHRINK = { maxRatio: 0.5, confirmations: 2, recheckInterval: 5_000 };

/** A source that reports the results of a test, and counts how often it is asked. */
class TestSource implements BackendSource {
  readonly name = 'test:here';
  looks = 0;
  isStopped = false;
  /** Reports a result to the listener. */
  answer: (listener: SourceListener) => void = () => undefined;
  listener!: SourceListener;

  start(listener: SourceListener): void {
    this.listener = listener;
  }

  look(): void {
    this.looks++;
    this.answer(this.listener);
  }

  stop(): void {
    this.isStopped = true;
  }
}

function list(count: number): BackendSettings[] {
  return Array.from({ length: count }, (_, at) => {
    return { id: `b${at}`, url: `http://b${at}:80`, weight: 1, maxInFlight: 0, backup: false };
  });
}

describe('SourceRefresher', () => {
  let clock: FakeClock;
  let source: TestSource;
  let steps: DiscoveryStep[];
  let watch: SourceRefresher;

  beforeEach(() => {
    clock = new FakeClock();
    begin(SHRINK);
  });

  function begin(shrink: typeof SHRINK): void {
    source = new TestSource();
    steps = [];
    watch = new SourceRefresher('main', source.name, source, shrink, clock, (step) => steps.push(step));
    watch.start();
  }

  /** Kinds of the reports since the last call. */
  const told = () => steps.splice(0).map(({ kind }) => kind);
  const count = () => watch.backends?.length;

  it('tells of a list that is another one, and of none that is the same', () => {
    watch.found(list(2));
    watch.found(list(2));
    watch.found(list(3));
    expect(steps.map(({ message }) => message)).toEqual([
      'test:here of pool main lists 2 backends',
      'test:here of pool main lists 3 backends, 1 new and 0 gone',
    ]);
  });

  it('keeps the last list through an outage, whose beginning and end it tells once', () => {
    watch.found(list(2));
    told();
    for (let times = 0; times < 3; times++) watch.failed('it is away');
    expect(steps[0].message).toBe(
      'test:here of pool main fails, the last list of 2 backends stays in use: it is away',
    );
    expect([count(), watch.failures, watch.lastError]).toEqual([2, 3, 'it is away']);
    watch.found(list(2));
    watch.found(list(2));
    expect(told()).toEqual(['failed', 'recovered']);
    expect(watch.lastError).toBeUndefined();
  });

  it('says that an empty first list is one', async () => {
    watch.found([]);
    await watch.hasFound;
    expect(count()).toBe(0);
  });

  it('believes a list that lacks half', () => {
    watch.found(list(4));
    watch.found(list(2));
    expect(count()).toBe(2);
  });

  it('holds back a list that lacks more than half, until it has looked twice more', () => {
    watch.found(list(10));
    source.answer = (listener) => listener.found(list(4));
    watch.found(list(4));
    expect([watch.isSuspended, count(), source.looks]).toEqual([true, 10, 0]);
    clock.advance(SHRINK.recheckInterval);
    expect([watch.isSuspended, count(), source.looks]).toEqual([true, 10, 1]);
    clock.advance(SHRINK.recheckInterval);
    expect([watch.isSuspended, count(), source.looks]).toEqual([false, 4, 2]);
    expect(told()).toEqual(['changed', 'suspended', 'changed']);
    clock.advance(10 * SHRINK.recheckInterval);
    expect(source.looks).toBe(2);
  });

  it('does not take many answers in a moment for as many confirmations', () => {
    watch.found(list(10));
    for (let times = 0; times < 10; times++) watch.found([]);
    expect(count()).toBe(10);
  });

  it('starts the confirmations again after an outage', () => {
    watch.found(list(10));
    watch.found([]);
    const answers = ['found', 'failed', 'found', 'found'];
    source.answer = (listener) =>
      answers.shift() === 'found' ? listener.found([]) : listener.failed('away');
    clock.advance(3 * SHRINK.recheckInterval);
    expect(count()).toBe(10);
    clock.advance(SHRINK.recheckInterval);
    expect(count()).toBe(0);
  });

  it('forgets what it holds back when the list is long enough again', () => {
    watch.found(list(10));
    watch.found([]);
    watch.found(list(6));
    expect([watch.isSuspended, count()]).toEqual([false, 6]);
    expect(clock.timers).toBe(0);
  });

  it('believes every list where that is wanted', () => {
    begin({ ...SHRINK, maxRatio: 1 });
    watch.found(list(10));
    watch.found([]);
    expect(count()).toBe(0);
  });

  it('takes a list of more backends than a pool can do with for an outage', () => {
    watch.found(list(1));
    watch.found(list(MAX_BACKENDS + 1));
    expect([count(), watch.lastError]).toEqual([1, 'it lists 10001 backends, more than 10000']);
  });

  it('tells what is of no use once, and not all of it', () => {
    const skipped = Array.from({ length: 8 }, (_, at) => `entry ${at}`);
    watch.found(list(1), skipped);
    watch.found(list(1), skipped);
    const texts = steps.filter(({ kind }) => kind === 'skipped').map(({ message }) => message);
    expect(texts).toEqual([
      'test:here of pool main lists invalid entries: entry 0; entry 1; entry 2; entry 3; entry 4; and 3 more',
    ]);
  });

  it('goes on with what the same source has found under other settings', async () => {
    watch.found(list(3));
    const next = new SourceRefresher('main', 'test:here', new TestSource(), SHRINK, clock, () => undefined);
    next.start(watch);
    await next.hasFound;
    expect(next.backends).toHaveLength(3);
  });

  it('ends with its source, also while it holds something back', () => {
    watch.found(list(10));
    watch.found([]);
    watch.stop();
    expect([source.isStopped, clock.timers]).toEqual([true, 0]);
  });
});

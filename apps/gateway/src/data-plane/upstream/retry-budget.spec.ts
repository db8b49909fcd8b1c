import { FakeClock } from '../../../../../test/support/fake-clock';
import { RetryBudget } from './retry-budget';

const SHARE = 0.2;

describe('RetryBudget', () => {
  let clock: FakeClock;
  let budget: RetryBudget;

  beforeEach(() => {
    clock = new FakeClock();
    budget = new RetryBudget(clock, SHARE);
  });

  function requests(count: number): void {
    for (let n = 0; n < count; n++) budget.noteRequest();
  }

  /** How many of so many retries at once it allows. */
  function allowedOf(wanted: number): number {
    return Array.from({ length: wanted }, () => budget.take()).filter(Boolean).length;
  }

  it('allows three at a time to a pool without requests', () => {
    expect(allowedOf(10)).toBe(3);
    budget.ended();
    expect(allowedOf(10)).toBe(1);
  });

  it('allows a share of the recent requests', () => {
    requests(100);
    expect(allowedOf(100)).toBe(20);
  });

  it('counts retries that have ended, too', () => {
    requests(100);
    for (let n = 0; n < 20; n++) {
      expect(budget.take()).toBe(true);
      budget.ended();
    }
    expect(allowedOf(10)).toBe(3);
  });

  it('goes by a new share at once', () => {
    requests(100);
    budget.share = 0.5;
    expect(allowedOf(100)).toBe(50);
  });

  it('allows three at a time when no share is given', () => {
    budget.share = 0;
    requests(100);
    expect(allowedOf(10)).toBe(3);
  });

  it('remembers requests and retries for ten to twenty seconds', () => {
    requests(100);
    allowedOf(100);
    clock.advance(10_000);
    requests(50);
    expect(allowedOf(100)).toBe(10);
    clock.advance(10_000);
    requests(50);
    // The hundred are forgotten with their twenty retries; the last fifty had ten, so that ten more make the share.
    expect(allowedOf(100)).toBe(10);
  });

  it('forgets everything after twenty seconds without a request', () => {
    requests(1_000);
    clock.advance(20_000);
    expect(allowedOf(10)).toBe(3);
  });

  it('knows the requests of a busy pool that has not needed a retry for long', () => {
    for (let second = 0; second < 60; second++) {
      requests(100);
      clock.advance(1_000);
    }
    // The present ten seconds have just begun; those before had a thousand requests.
    expect(allowedOf(1_000)).toBe(200);
  });
});

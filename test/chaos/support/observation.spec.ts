import { Ledger } from './ledger';
import { observe } from './observation';
import { endingOf, type Ending, type Shot } from './shot';

/** A shot every 10 ms for a second; each takes `took(at)` and ends as `ends(at)` says. */
function aSecond(took: (at: number) => number, ends: (at: number) => Ending = () => 'whole'): Shot[] {
  return Array.from({ length: 100 }, (_, id) => {
    const at = id * 10;
    const method = id % 5 === 0 ? 'POST' : 'GET';
    const ending = ends(at);
    const reason = ending === 'whole' ? '' : 'reset';
    return { id, method, scheduledAt: at, endedAt: at + took(at), ending, status: 200, by: 'b0', reason };
  });
}

const DURING = { from: 300, to: 900 };
const isEarly = (at: number): boolean => at >= 300 && at < 400;
const everyPost = Array.from({ length: 20 }, (_, n) => `POST /things/${n * 5}`);

describe('what is observed of a fault', () => {
  it('counts what failed by method and by reason', () => {
    const shots = aSecond(
      () => 5,
      (at) => (isEarly(at) ? 'broken' : 'whole'),
    );
    expect(observe(shots, new Ledger(everyPost), DURING)).toMatchObject({
      sent: 100,
      failedGets: 8,
      failedPosts: 2,
      falseAnswers: 0,
      reasons: { reset: 10 },
    });
  });

  it('says after how long hardly any request paid for it', () => {
    const shots = aSecond((at) => (isEarly(at) ? 200 : 5));
    expect(observe(shots, new Ledger([]), DURING).noticedAfter).toBe(100);
  });

  it('says so at once where none ever did', () => {
    expect(
      observe(
        aSecond(() => 5),
        new Ledger([]),
        DURING,
      ).noticedAfter,
    ).toBe(0);
  });

  it('never says so while requests pay until the end', () => {
    const shots = aSecond((at) => (at >= 300 ? 200 : 5));
    expect(observe(shots, new Ledger([]), DURING).noticedAfter).toBeUndefined();
  });

  it('counts latency from the instant in the schedule', () => {
    expect(
      observe(
        aSecond((at) => at / 10),
        new Ledger([]),
        DURING,
      ),
    ).toMatchObject({ p50: 50, p99: 99 });
  });

  it('finds POSTs that came twice, and those that succeeded nowhere', () => {
    const ledger = new Ledger([...everyPost.slice(1), 'POST /things/10', 'GET /things/3', 'GET /things/3']);
    expect(
      observe(
        aSecond(() => 5),
        ledger,
        DURING,
      ),
    ).toMatchObject({ repeatedPosts: 1, lostPosts: 1 });
  });
});

describe('an answer', () => {
  const whole = `b2 7 ${'.'.repeat(1_000)} end`;

  it('is whole when it is the complete one to this request', () => {
    expect(endingOf(200, whole, 7)).toEqual({ ending: 'whole', by: 'b2', reason: '' });
  });

  it.each([whole.slice(0, 300), whole.slice(0, -1), '', `${whole}more`, whole.replace('7', '8')])(
    'is false when it ended otherwise',
    (body) => {
      expect(endingOf(200, body, 7).ending).toBe('false');
    },
  );

  it('of another status is told by its code', () => {
    expect(endingOf(503, '{"code":"overloaded"}', 7)).toMatchObject({
      ending: 'status',
      reason: 'overloaded',
    });
    expect(endingOf(503, 'sorry', 7)).toMatchObject({ ending: 'status', reason: '503' });
  });
});

import { Logger } from '@nestjs/common';
import { FakeClock } from '../../../../test/support/fake-clock';
import { ErrorGuard } from './error.guard';

describe('ErrorGuard', () => {
  const clock = new FakeClock();
  let guard: ErrorGuard;
  let logged: string[];

  beforeEach(() => {
    guard = new ErrorGuard(clock);
    logged = [];
    jest
      .spyOn(Logger.prototype, 'error')
      .mockImplementation((message: unknown) => void logged.push(String(message)));
  });

  afterEach(() => void jest.restoreAllMocks());

  it('counts every error, and logs one in ten seconds of each source', () => {
    for (let at = 0; at < 5; at++) guard.note('AccessLog', new Error(`broken ${at}`));
    guard.note('Socket', new TypeError('other'));
    expect(Object.fromEntries(guard.counts)).toEqual({ AccessLog: 5, Socket: 1 });
    clock.advance(10_000);
    guard.note('AccessLog', new Error('again'));
    expect(logged).toEqual([
      'AccessLog failed with an internal error: Error: broken 0',
      'Socket failed with an internal error: TypeError: other',
      'AccessLog failed with an internal error: Error: again (and 4 more times)',
    ]);
  });

  it.each([undefined, null, 'text', 7n, Symbol('s'), Object.create(null), { toString: 1 }])(
    'takes whatever is thrown: %p',
    (thrown) => {
      guard.note('AccessLog', thrown);
      expect(logged).toHaveLength(1);
    },
  );

  it('does not fail with the log', () => {
    jest.spyOn(Logger.prototype, 'error').mockImplementation(() => {
      throw new Error('the log is broken');
    });
    guard.note('AccessLog', new Error('broken'));
    expect(guard.counts.get('AccessLog')).toBe(1);
  });
});

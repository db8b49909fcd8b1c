import { equalBackends } from '../../../../../../test/support/some-backends';
import { Pool } from '../../upstream/pool';
import { type RetryBudget } from '../../upstream/retry-budget';
import { SignedCookie } from './signed-cookie';

const [OLD, NEW] = ['o', 'n'].map((letter) => letter.repeat(32));

function poolOf(name: string): Pool {
  const pool = new Pool(name, { attempts: 1, budget: 0, bodyBytes: 0 }, {} as RetryBudget);
  pool.setBackends(equalBackends(3));
  return pool;
}

describe('SignedCookie', () => {
  const pool = poolOf('main');
  const cookie = new SignedCookie('sessions', [OLD]);

  it('reads what it has written', () => {
    for (const backend of pool.backends) {
      expect(cookie.read(pool, cookie.valueFor(pool, backend))).toEqual({ backend, isOld: false });
    }
  });

  it('holds neither an id nor an address', () => {
    const value = cookie.valueFor(pool, pool.backends[0]);
    const decoded = value.split('.').map((part) => Buffer.from(part, 'base64url').toString('latin1'));
    for (const text of [value, ...decoded]) expect(text).not.toMatch(/b0|127|localhost/);
  });

  it('believes no other rule, no other pool and no other key', () => {
    const value = cookie.valueFor(pool, pool.backends[0]);
    expect(new SignedCookie('others', [OLD]).read(pool, value)).toBeUndefined();
    expect(cookie.read(poolOf('other'), value)).toBeUndefined();
    expect(new SignedCookie('sessions', [NEW]).read(pool, value)).toBeUndefined();
  });

  it('believes an earlier key, and says that it is one', () => {
    const [, backend] = pool.backends;
    const rotated = new SignedCookie('sessions', [NEW, OLD]);
    expect(rotated.read(pool, cookie.valueFor(pool, backend))).toEqual({ backend, isOld: true });
    expect(rotated.read(pool, rotated.valueFor(pool, backend))).toEqual({ backend, isOld: false });
  });

  it('believes nothing with a character changed, left out or added', () => {
    const value = cookie.valueFor(pool, pool.backends[0]);
    // The last character of a signature holds bits that say nothing.
    for (let at = 0; at < value.length - 1; at++) {
      const other = value[at] === 'A' ? 'B' : 'A';
      expect(cookie.read(pool, value.slice(0, at) + other + value.slice(at + 1))).toBeUndefined();
      expect(cookie.read(pool, value.slice(0, at) + value.slice(at + 1))).toBeUndefined();
    }
    for (const text of ['', '.', 'v1', 'v1..', `${value}.x`, 'x'.repeat(10_000)]) {
      expect(cookie.read(pool, text)).toBeUndefined();
    }
  });

  it('knows a backend that has left no more', () => {
    const shrinking = poolOf('main');
    const value = cookie.valueFor(shrinking, shrinking.backends[2]);
    shrinking.setBackends(shrinking.backends.slice(0, 2));
    expect(cookie.read(shrinking, value)).toBeUndefined();
  });
});

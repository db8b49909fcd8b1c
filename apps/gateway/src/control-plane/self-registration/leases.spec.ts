import { type Lease, Leases } from './leases';

const TTL = 5_000;

function lease(id: string, until: number, more: Partial<Lease> = {}): Lease {
  const backend = { id, url: `http://${id}:80`, weight: 1, maxInFlight: 0, backup: false };
  return { pool: 'main', backend, ttl: TTL, until, isOwn: true, ...more };
}

/** Leases that are looked after as often as they should be. */
function leasesOf(...all: Lease[]): Leases {
  const leases = new Leases();
  for (const own of all) leases.take(own);
  return leases;
}

function ids(list: readonly { backend: { id: string } }[]): string[] {
  return list.map(({ backend }) => backend.id);
}

/** Looks every 200 milliseconds, and answers who has ended by then. */
function passed(leases: Leases, until: number, onlyOwn = false): string[] {
  const ended: Lease[] = [];
  for (let now = 0; now <= until; now += 200) ended.push(...leases.expire(now, onlyOwn));
  return ids(ended);
}

describe('Leases', () => {
  it('end when their time is over, unless they are renewed', () => {
    const leases = leasesOf(lease('a', 1_000), lease('b', 1_000));
    expect(leases.take(lease('b', 3_000))).toBe(false);
    expect(passed(leases, 2_000)).toEqual(['a']);
    expect(leases.of('main').map(({ id }) => id)).toEqual(['b']);
    expect(leases.of('other')).toEqual([]);
  });

  it('are news when they begin, and when the address or the weight is another one', () => {
    const leases = leasesOf();
    const { backend } = lease('a', 1_000);
    expect(leases.take(lease('a', 1_000))).toBe(true);
    expect(leases.take(lease('a', 2_000))).toBe(false);
    expect(leases.take(lease('a', 2_000, { backend: { ...backend, weight: 2 } }))).toBe(true);
    expect(leases.take(lease('a', 2_000, { backend: { ...backend, url: 'http://b:80' } }))).toBe(true);
  });

  it('stay while those to whom they were announced cannot be heard of, and one time to live longer', () => {
    const leases = leasesOf(lease('own', 1_000), lease('other', 1_000, { isOwn: false }));
    expect(passed(leases, 20_000, true)).toEqual(['own']);
    expect(ids(leases.expire(20_200, false))).toEqual([]);
    expect(leases.get('main/other')!.until).toBe(20_000 + TTL);
  });

  it('are given their time again when this process had none itself', () => {
    const leases = leasesOf(lease('a', 1_000));
    leases.expire(0, false);
    expect(leases.expire(30_000, false)).toEqual([]);
    expect(leases.get('main/a')!.until).toBe(30_000 + TTL);
  });
});

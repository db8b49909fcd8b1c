import { type BackendStatus } from '@app/contracts';
import { EVERYBODY, listOf, PAGE_SIZE, sortedBy } from './backend.list';

function backend(id: string, more: Partial<BackendStatus> = {}): BackendStatus {
  return {
    id,
    url: `http://${id}:80`,
    state: 'healthy',
    requestsPerSecond: 0,
    latency: null,
    ...more,
  } as BackendStatus;
}

const MANY = Array.from({ length: 60 }, (_, at) => backend(`b${at}`));

function ids(wish: Partial<typeof EVERYBODY>, backends: readonly BackendStatus[] = MANY): string[] {
  return listOf(backends, { ...EVERYBODY, ...wish }).shown.map(({ id }) => id);
}

describe('listOf', () => {
  it('shows one page at a time, in the order of the configuration', () => {
    expect(ids({})).toEqual(MANY.slice(0, PAGE_SIZE).map(({ id }) => id));
    expect(ids({ page: 2 })).toHaveLength(10);
  });

  it('shows the last page instead of a page that is gone', () => {
    expect(listOf(MANY.slice(0, 30), { ...EVERYBODY, page: 2 })).toMatchObject({ page: 1, found: 30 });
    expect(listOf([], { ...EVERYBODY, page: 2 })).toEqual({ shown: [], page: 0, found: 0 });
  });

  it('finds by a part of id or address, in any case, and by state', () => {
    expect(ids({ text: 'B5' })).toEqual([
      'b5',
      'b50',
      'b51',
      'b52',
      'b53',
      'b54',
      'b55',
      'b56',
      'b57',
      'b58',
      'b59',
    ]);
    expect(ids({ text: ':80' })).toHaveLength(PAGE_SIZE);
    expect(ids({ state: 'draining' }, [...MANY, backend('z', { state: 'draining' })])).toEqual(['z']);
  });

  it('sorts ids as people count', () => {
    const three = [backend('b10'), backend('b9'), backend('b1')];
    expect(ids({ sort: 'id' }, three)).toEqual(['b1', 'b9', 'b10']);
  });

  it('sorts by figures, those that were never measured last', () => {
    const latency = (p95: number) => ({ p50: 0, p95, p99: 0 });
    const three = [
      backend('a'),
      backend('b', { latency: latency(9) }),
      backend('c', { latency: latency(20) }),
    ];
    expect(ids({ sort: 'latency', isDescending: true }, three)).toEqual(['c', 'b', 'a']);
  });
});

describe('sortedBy', () => {
  it('goes from the largest to the smallest and back to the order of the configuration', () => {
    const first = sortedBy({ ...EVERYBODY, page: 2 }, 'errors');
    const second = sortedBy(first, 'errors');
    expect(first).toMatchObject({ sort: 'errors', isDescending: true, page: 0 });
    expect(second).toMatchObject({ sort: 'errors', isDescending: false });
    expect(sortedBy(second, 'errors').sort).toBeUndefined();
  });

  it('begins with the first letter where it sorts words', () => {
    expect(sortedBy(EVERYBODY, 'id')).toMatchObject({ sort: 'id', isDescending: false });
  });
});

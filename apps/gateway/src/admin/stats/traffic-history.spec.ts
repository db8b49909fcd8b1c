import { TrafficHistory } from './traffic-history';

function pastOf(...counts: [requests: number, errors: number][]): TrafficHistory {
  const past = new TrafficHistory();
  for (const [requests, errors] of counts) past.add({ requests, errors, inFlight: 0, p95: null });
  return past;
}

describe('TrafficHistory', () => {
  it('tells what each second brought', () => {
    const { all } = pastOf([100, 1], [110, 1], [150, 4]);
    expect(all.map(({ requests, errors }) => [requests, errors])).toEqual([
      [10, 0],
      [40, 3],
    ]);
  });

  it('takes a backend that is gone, with its counts, for no traffic', () => {
    expect(pastOf([100, 9], [20, 0], [25, 0]).all.map(({ requests }) => requests)).toEqual([0, 5]);
  });

  it('remembers five minutes', () => {
    const past = pastOf(...Array.from({ length: 1_000 }, (_, at): [number, number] => [at * at, 0]));
    expect(past.all).toHaveLength(300);
    expect(past.all.at(-1)!.requests).toBe(999 ** 2 - 998 ** 2);
  });
});

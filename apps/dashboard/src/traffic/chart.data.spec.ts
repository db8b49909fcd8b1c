import { chartData } from './chart.data';

const HISTORY = { at: '2030-01-01T00:00:10.900Z', inFlight: [], p95: [] };
const END = Date.UTC(2030, 0, 1, 0, 0, 10) / 1_000;

describe('chartData', () => {
  it('has nothing to draw before the gateway has answered', () => {
    expect(chartData(undefined)).toEqual([[], [], []]);
  });

  it('ends with the present second', () => {
    const history = { ...HISTORY, requestsPerSecond: [5, 6, 7], errorsPerSecond: [0, 1, 0] };
    expect(chartData(history)).toEqual([
      [END - 2, END - 1, END],
      [5, 6, 7],
      [0, 1, 0],
    ]);
  });

  it('draws no errors where there are none', () => {
    const history = { ...HISTORY, requestsPerSecond: [5, 6], errorsPerSecond: [0, 0] };
    expect(chartData(history)[2]).toEqual([null, null]);
  });
});

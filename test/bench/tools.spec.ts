import { readReport } from '../../bench/load/wrk.mjs';
import { selfTimes } from '../../bench/profiling/self-time.mjs';

const frame = (functionName: string, url = '', lineNumber = 0) => ({ functionName, url, lineNumber });

describe('the report of wrk', () => {
  it('is read in seconds and milliseconds, failures included', () => {
    const line =
      '{"requests":200,"micros":2000000,"p50":450,"p99":2500,"badStatus":1,"socketErrors":2,"timeouts":3}';
    expect(readReport(`Running 2s test\n  200 requests in 2.00s\n\nJSON ${line}\n`)).toEqual({
      requests: 200,
      seconds: 2,
      p50: 0.45,
      p99: 2.5,
      failures: { badStatus: 1, socketErrors: 2, timeouts: 3 },
    });
  });

  it('is missed aloud', () => {
    expect(() => readReport('unable to connect', 'for some reason')).toThrow(
      /unable to connect.*some reason/s,
    );
  });
});

describe('the self times of a CPU profile', () => {
  const profile = {
    startTime: 1000,
    nodes: [
      { id: 1, callFrame: frame('(idle)') },
      {
        id: 2,
        callFrame: frame('forward', 'file:///home/me/gateway/dist/apps/gateway/src/forwarder.js', 41),
      },
      { id: 3, callFrame: frame('writev') },
      {
        id: 4,
        callFrame: frame('forward', 'file:///home/me/gateway/dist/apps/gateway/src/forwarder.js', 41),
      },
    ],
    samples: [3, 2, 1, 4, 3, 2],
    timeDeltas: [0, 100, 30, 200, 10, 50],
  };

  it('add up over all callers, without waiting, the greatest first', () => {
    expect(selfTimes(profile, { from: 0, to: 9999 })).toEqual([
      { name: 'writev', place: '', micros: 150 },
      { name: 'forward', place: 'dist/apps/gateway/src/forwarder.js:42', micros: 40 },
    ]);
  });

  it('leave out what happened before and after', () => {
    expect(selfTimes(profile, { from: 1330, to: 1335 })).toMatchObject([{ name: 'forward', micros: 10 }]);
  });
});

import { extent, runRounds } from '../../bench/rounds.mjs';

type Proxy = ReturnType<typeof proxy>;
const proxy = (name: string, sticky?: string) => ({ subject: { name, sticky } });
const plan = {
  proxies: [proxy('gateway', 'learned'), proxy('nginx', 'hash'), proxy('http-proxy')],
  scenarios: [
    { name: 'small-get', sticky: false },
    { name: 'sticky-get', sticky: true },
  ],
  rounds: 2,
  seconds: 3,
};

async function run() {
  const order: string[] = [];
  const samples = await runRounds({
    ...plan,
    progress: { step: () => undefined },
    stand: {
      measure: ({ subject }: Proxy, scenario: { name: string }, seconds: number) => {
        order.push(`${scenario.name} ${subject.name} ${seconds}`);
        return Promise.resolve(subject.name);
      },
    },
  });
  return { order, samples };
}

describe('the rounds of the benchmark', () => {
  it('warm everything up before anything counts', async () => {
    const { order, samples } = await run();
    expect(order.slice(0, 5).every((step) => step.endsWith(' 1'))).toBe(true);
    expect(order.slice(5).every((step) => step.endsWith(' 3'))).toBe(true);
    expect(samples).toHaveLength(10);
  });

  it('start with another proxy each time, so that noise hits all alike', async () => {
    const { order } = await run();
    expect(order.filter((step) => /^small-get .* 3$/.test(step)).map((step) => step.split(' ')[1])).toEqual([
      'nginx',
      'http-proxy',
      'gateway',
      'http-proxy',
      'gateway',
      'nginx',
    ]);
  });

  it('ask for owners only who can know them', async () => {
    const { order } = await run();
    expect(order.filter((step) => step.startsWith('sticky-get http-proxy'))).toEqual([]);
  });

  it('take as long as foretold', async () => {
    const { order } = await run();
    expect(extent(plan)).toEqual({ steps: order.length, seconds: 5 * (1 + 2 * 3) });
  });

  describe('in which a measurement fails', () => {
    const said = jest.spyOn(console, 'error').mockImplementation(() => undefined);
    const { exitCode } = process;
    afterEach(() => {
      process.exitCode = exitCode;
      said.mockClear();
    });

    async function failing(times: number) {
      let failures = 0;
      const measure = ({ subject }: Proxy, scenario: { name: string }, seconds: number) => {
        const isIt = subject.name === 'nginx' && scenario.name === 'sticky-get' && seconds === 3;
        return isIt && failures++ < times
          ? Promise.reject(new Error('wrk gave no report'))
          : Promise.resolve(subject.name);
      };
      return runRounds({ ...plan, progress: { step: () => undefined }, stand: { measure } });
    }

    it('measure once more, and say what was wrong', async () => {
      expect(await failing(1)).toHaveLength(10);
      expect(said).toHaveBeenCalledTimes(1);
      expect(said.mock.calls[0][0]).toMatch(/sticky-get of nginx .*wrk gave no report/);
      expect(process.exitCode).toBe(exitCode);
    });

    it('go on without it when it fails again, and fail at the end', async () => {
      const samples = await failing(2);
      const failed = process.exitCode;
      expect(samples).toHaveLength(9);
      expect(failed).toBe(1);
    });

    it('end at once when the run is interrupted', async () => {
      const stand = { interrupted: true, measure: () => Promise.reject(new Error('aborted')) };
      await expect(runRounds({ ...plan, progress: { step: () => undefined }, stand })).rejects.toThrow(
        'aborted',
      );
      expect(said).not.toHaveBeenCalled();
    });
  });
});

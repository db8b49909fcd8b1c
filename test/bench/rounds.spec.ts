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
});

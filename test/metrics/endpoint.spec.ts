import { METRICS } from '../../apps/gateway/src/platform/metrics/catalogue';
import { OPEN_METRICS, PREFIX, scrape } from '../support/scrape';
import { aGateway } from '../support/test-gateway';

const OPEN = /^application\/openmetrics-text; version=1.0.0; charset=utf-8$/;
const PLAIN = /^text\/plain; version=0.0.4; charset=utf-8$/;

describe('/metrics', () => {
  it.each([
    ['OpenMetrics for Prometheus', `${OPEN_METRICS},text/plain;version=0.0.4;q=0.5,*/*;q=0.1`, OPEN],
    ['plain text for who asks for nothing', '', PLAIN],
    ['plain text for a browser', 'text/html,application/xhtml+xml,*/*;q=0.8', PLAIN],
    ['plain text for who likes it better', `${OPEN_METRICS};q=0.3,text/plain`, PLAIN],
    ['plain text for who refuses the other', 'application/openmetrics-text;q=0, */*', PLAIN],
  ])('answers in %s', async (_, accept, type) => {
    const gateway = await aGateway({ backends: ['a'] });
    const { status, headers } = await gateway.admin('/metrics', { headers: { accept } });
    expect([status, headers['content-type']]).toEqual([200, expect.stringMatching(type)]);
  });

  it('names counters alike in both formats, whichever was asked for first', async () => {
    const gateway = await aGateway({ backends: ['a'] });
    const [plain, open, again] = [
      await gateway.admin('/metrics'),
      await gateway.admin('/metrics', { headers: { accept: OPEN_METRICS } }),
      await gateway.admin('/metrics'),
    ].map(({ text }) => text);
    for (const text of [plain, open, again]) {
      expect(text).toContain(`\n${PREFIX}attempts_total{pool="main",backend="a"} 0\n`);
      expect(text).toMatch(/\nprocess_cpu_user_seconds_total \d/);
    }
    expect(plain).toContain(`# TYPE ${PREFIX}attempts_total counter`);
    expect(open).toContain(`# TYPE ${PREFIX}attempts counter`);
  });

  it('has every metric that there is, each with its labels, and no other of its own', async () => {
    const gateway = await aGateway({ backends: ['a'] });
    const found = await scrape(gateway);
    const own = found.families.filter(({ name }) => name.startsWith(PREFIX));
    const listed = Object.values(METRICS).map(({ name }) => PREFIX + name.replace(/_total$/, ''));
    expect(own.map(({ name }) => name)).toEqual(listed);
    for (const { name, samples } of own) {
      const { labels } = Object.values(METRICS).find(
        (each) => PREFIX + each.name.replace(/_total$/, '') === name,
      )!;
      for (const sample of samples) {
        expect(Object.keys(sample.labels).filter((label) => label !== 'le')).toEqual(labels);
      }
    }
  });

  it('tells of the process and its event loop', async () => {
    const gateway = await aGateway({ backends: ['a'] });
    const names = (await scrape(gateway)).families.map(({ name }) => name);
    expect(names).toEqual(
      expect.arrayContaining(['nodejs_eventloop_lag_p99_seconds', 'process_resident_memory_bytes']),
    );
  });

  it('names the version', async () => {
    const gateway = await aGateway({ backends: ['a'] });
    expect((await scrape(gateway)).labels('build_info')).toEqual([
      { version: '0.1.0', node: process.version },
    ]);
  });

  it('is for operators only', async () => {
    const gateway = await aGateway({ backends: ['a'], sections: { admin: { port: 0, token: 'secret' } } });
    const [without, withToken] = [
      await gateway.admin('/metrics'),
      await gateway.admin('/metrics', { headers: { authorization: 'Bearer secret' } }),
    ];
    expect([without.status, withToken.status]).toEqual([401, 200]);
    expect(withToken.text).not.toContain('secret');
  });

  it('is not there when nothing is counted', async () => {
    const gateway = await aGateway({ backends: ['a'], sections: { metrics: { enabled: false } } });
    expect((await gateway.admin('/metrics')).status).toBe(404);
  });
});

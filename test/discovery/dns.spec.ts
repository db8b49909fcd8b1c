import { type BackendSource } from '../../apps/gateway/src/control-plane/discovery/backend.source';
import {
  dnsSource,
  type DnsSourceSettings,
} from '../../apps/gateway/src/control-plane/discovery/sources/dns.source';
import { type Random } from '../../apps/gateway/src/platform/random';
import { closedAfterTest } from '../support/closing';
import { eventually } from '../support/eventually';
import { FakeClock } from '../support/fake-clock';
import { SeededRandom } from '../support/seeded-random';
import { Heard } from './support/heard';
import { a, NameServer, SERVFAIL, srv } from './support/name-server';

const NAME = 'items.test';
const SERVICE = '_http._tcp.items.test';
const SETTINGS: DnsSourceSettings = {
  type: 'dns',
  name: NAME,
  record: 'A',
  port: 8000,
  scheme: 'http',
  refresh: { min: 1_000, max: 60_000 },
  timeout: 2_000,
  nxdomain: 'keep',
  shrinkProtection: { maxRatio: 0.5, confirmations: 2, recheckInterval: 5_000 },
};

describe('backends from DNS', () => {
  let server: NameServer;
  let clock: FakeClock;
  let heard: Heard;
  let source: BackendSource;

  beforeEach(async () => {
    server = closedAfterTest(await NameServer.start());
    clock = new FakeClock();
    heard = new Heard();
  });

  function begin(more: Partial<DnsSourceSettings> = {}): void {
    const random: Random = new SeededRandom(1);
    source = dnsSource({ ...SETTINGS, resolver: [server.address], ...more }, clock, random);
    closedAfterTest({ close: () => source.stop() });
    source.start(heard);
  }

  /** Resolves after so many reports. */
  function untilReported(times: number): Promise<void> {
    return eventually(() => expect(heard.count).toBe(times));
  }

  const lastList = () => heard.lists.at(-1);

  it('are at the addresses of a name, in an order that no answer turns', async () => {
    server.says('A', NAME, { answers: a(NAME, 5, '10.0.0.2', '10.0.0.1') });
    begin();
    await untilReported(1);
    expect(lastList()).toMatchObject([
      { id: '10.0.0.1:8000', url: 'http://10.0.0.1:8000', weight: 1, backup: false },
      { id: '10.0.0.2:8000', url: 'http://10.0.0.2:8000' },
    ]);
  });

  it('have their addresses in brackets with IPv6, and are reached by https where that is wanted', async () => {
    server.says('AAAA', NAME, { answers: a(NAME, 5, 'fd00:0:0::2') });
    begin({ record: 'AAAA', scheme: 'https' });
    await untilReported(1);
    expect(heard.urls).toEqual(['https://[fd00::2]:8000']);
  });

  it('are found behind an alias, whose time counts, too', async () => {
    const alias = { type: 'CNAME', name: NAME, ttl: 3, data: 'elsewhere.test' } as const;
    server.says('A', NAME, { answers: [alias, ...a('elsewhere.test', 50, '10.0.0.1')] });
    begin();
    await untilReported(1);
    clock.advance(2_999);
    expect(server.questions).toHaveLength(1);
    clock.advance(1);
    await untilReported(2);
  });

  it.each([
    ['when the TTL ends', 7, 7_000],
    ['not sooner than the least time', 0, 1_000],
    ['not later than the longest time', 86_400, 60_000],
  ])('are asked for again %s', async (_, ttl, wait) => {
    server.says('A', NAME, { answers: a(NAME, ttl, '10.0.0.1') });
    begin();
    await untilReported(1);
    server.says('A', NAME, { answers: a(NAME, ttl, '10.0.0.9') });
    clock.advance(wait - 1);
    expect(clock.timers).toBe(1);
    clock.advance(1);
    await untilReported(2);
    expect(heard.urls).toEqual(['http://10.0.0.9:8000']);
  });

  it('are asked for at once on request', async () => {
    server.says('A', NAME, { answers: a(NAME, 50, '10.0.0.1') });
    begin();
    await untilReported(1);
    source.look();
    await untilReported(2);
    expect(clock.timers).toBe(1);
  });

  it('come by TCP when they do not fit into a packet', async () => {
    const many = Array.from({ length: 300 }, (_, at) => `10.1.${at >> 8}.${at & 255}`);
    server.says('A', NAME, { answers: a(NAME, 5, ...many), truncated: true });
    begin();
    await untilReported(1);
    expect(lastList()).toHaveLength(300);
    expect(server.questions).toEqual([`A ${NAME} by udp`, `A ${NAME} by tcp`]);
  });

  it('are not believed from packets that do not answer the question', async () => {
    const forged = [Buffer.from('nonsense'), Buffer.alloc(0), Buffer.alloc(600, 255)];
    server.says('A', NAME, { answers: a(NAME, 5, '10.0.0.1'), forged });
    begin();
    await untilReported(1);
    expect(heard.urls).toEqual(['http://10.0.0.1:8000']);
  });

  it('are an outage when the server fails, asked for again later and later', async () => {
    server.says('A', NAME, { rcode: SERVFAIL });
    begin();
    await untilReported(1);
    expect(heard.troubles[0]).toMatch(/^127\.0\.0\.1, port \d+, about A of items\.test: SERVFAIL$/);
    const asked = server.questions.length;
    clock.advance(1_200);
    await untilReported(2);
    clock.advance(1_200);
    expect(server.questions).toHaveLength(2 * asked);
    clock.advance(1_200);
    await untilReported(3);
    server.says('A', NAME, { answers: a(NAME, 5, '10.0.0.1') });
    clock.advance(5_000);
    await untilReported(4);
    expect(heard.urls).toEqual(['http://10.0.0.1:8000']);
  });

  it('are an outage when the server says nothing in time, and asked of the next one', async () => {
    const silent = closedAfterTest(await NameServer.start());
    silent.says('A', NAME, undefined);
    server.says('A', NAME, { answers: a(NAME, 5, '10.0.0.1') });
    begin({ resolver: [silent.address, server.address] });
    await eventually(() => expect(silent.questions).toHaveLength(1));
    clock.advance(SETTINGS.timeout);
    await untilReported(1);
    expect(heard.urls).toEqual(['http://10.0.0.1:8000']);
    server.says('A', NAME, undefined);
    source.look();
    for (const [server_, count] of [
      [silent, 2],
      [server, 2],
      [silent, 3],
      [server, 3],
    ] as const) {
      await eventually(() => expect(server_.questions).toHaveLength(count));
      clock.advance(SETTINGS.timeout);
    }
    await untilReported(2);
    expect(heard.troubles[0]).toMatch(/no response within 2000 ms$/);
  });

  it('are an outage without a listening server', async () => {
    begin({ resolver: ['127.0.0.1:9'] });
    await untilReported(1);
    expect(heard.troubles[0]).toContain('ECONNREFUSED');
  });

  it.each([
    ['keep', undefined, [`the name ${NAME} does not exist, or has no such records`]],
    ['empty', [], []],
  ] as const)('are %s when there is no such name', async (nxdomain, urls, troubles) => {
    begin({ nxdomain });
    await untilReported(1);
    expect([heard.urls, heard.troubles]).toEqual([urls, troubles]);
    server.says('A', NAME, { answers: [] });
    source.look();
    await untilReported(2);
    expect(heard.lists.length).toBe(urls === undefined ? 0 : 2);
  });

  it('are told no more once the source is stopped', async () => {
    server.says('A', NAME, undefined);
    begin();
    await eventually(() => expect(server.questions).toHaveLength(1));
    source.stop();
    await eventually(() => expect(clock.timers).toBe(0));
    expect(heard.count).toBe(0);
  });

  describe('as services', () => {
    const SERVICES = { name: SERVICE, record: 'SRV', port: undefined } as const;

    it('bear the names of their targets, with ports, weights and backups', async () => {
      const answers = [
        srv(SERVICE, 9, [1, 10, 8000], 'b.test'),
        srv(SERVICE, 9, [1, 0, 8001], 'a.test'),
        srv(SERVICE, 9, [5, 20, 8002], 'c.test'),
      ];
      const additionals = [
        ...a('a.test', 9, '10.0.0.1'),
        ...a('b.test', 9, '10.0.0.2'),
        ...a('c.test', 9, 'fd00::3'),
      ];
      server.says('SRV', SERVICE, { answers, additionals });
      begin(SERVICES);
      await untilReported(1);
      expect(lastList()).toMatchObject([
        { id: 'a.test:8001', url: 'http://10.0.0.1:8001', weight: 1, backup: false },
        { id: 'b.test:8000', url: 'http://10.0.0.2:8000', weight: 10, backup: false },
        { id: 'c.test:8002', url: 'http://[fd00::3]:8002', weight: 20, backup: true },
      ]);
      expect(server.questions).toHaveLength(1);
    });

    it('have their addresses asked for where they do not come along; the shortest time counts', async () => {
      server.says('SRV', SERVICE, {
        answers: [srv(SERVICE, 50, [0, 0, 80], 'a.test'), srv(SERVICE, 50, [0, 0, 80], 'gone.test')],
      });
      server.says('A', 'a.test', { answers: a('a.test', 4, '10.0.0.2', '10.0.0.1') });
      begin(SERVICES);
      await untilReported(1);
      expect(lastList()!.map(({ id }) => id)).toEqual(['10.0.0.1:80', '10.0.0.2:80']);
      expect(heard.skipped).toEqual(['"gone.test", which has no address']);
      clock.advance(4_000);
      await untilReported(2);
    });

    it('are an outage when none of their addresses can be had: they may be well', async () => {
      server.says('SRV', SERVICE, { answers: [srv(SERVICE, 50, [0, 0, 80], 'a.test')] });
      server.says('A', 'a.test', { rcode: SERVFAIL });
      begin(SERVICES);
      await untilReported(1);
      expect(heard.troubles).toHaveLength(1);
    });

    it('are found beside one whose address cannot be had, which is unchanged', async () => {
      const service = (target: string) => srv(SERVICE, 9, [0, 1, 80], target);
      server.says('SRV', SERVICE, { answers: ['a.test', 'b.test'].map(service) });
      for (const [at, name] of ['a.test', 'b.test', 'c.test'].entries())
        server.says('A', name, { answers: a(name, 9, `10.0.0.${at + 1}`) });
      begin(SERVICES);
      await untilReported(1);
      server.says('SRV', SERVICE, { answers: ['a.test', 'b.test', 'c.test'].map(service) });
      server.says('A', 'a.test', { rcode: SERVFAIL });
      source.look();
      await untilReported(2);
      expect(heard.urls).toEqual(['http://10.0.0.1:80', 'http://10.0.0.2:80', 'http://10.0.0.3:80']);
      expect(heard.skipped).toEqual([expect.stringMatching(/^"a.test", which is unchanged: .*SERVFAIL$/)]);
    });

    it('have weights up to the largest that a backend may have', async () => {
      const answers = [srv(SERVICE, 9, [0, 65_535, 80], 'a.test'), srv(SERVICE, 9, [0, 1, 80], 'b.test')];
      const additionals = [...a('a.test', 9, '10.0.0.1'), ...a('b.test', 9, '10.0.0.2')];
      server.says('SRV', SERVICE, { answers, additionals });
      begin(SERVICES);
      await untilReported(1);
      expect(lastList()!.map(({ weight }) => weight)).toEqual([1000, 1]);
    });
  });
});

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { type OutgoingHttpHeaders } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type BackendSource } from '../../apps/gateway/src/control-plane/discovery/backend.source';
import {
  httpSource,
  type HttpSourceSettings,
} from '../../apps/gateway/src/control-plane/discovery/sources/http.source';
import { closedAfterTest } from '../support/closing';
import { eventually } from '../support/eventually';
import { FakeClock } from '../support/fake-clock';
import { SeededRandom } from '../support/seeded-random';
import { StubBackend } from '../support/stub-backend';
import { Heard } from './support/heard';

const INTERVAL = 10_000;

describe('backends from a list over HTTP', () => {
  let service: StubBackend;
  let clock: FakeClock;
  let heard: Heard;
  let source: BackendSource;

  beforeEach(async () => {
    service = new StubBackend('service');
    closedAfterTest({ close: () => service.stop() });
    await service.start();
    clock = new FakeClock();
    heard = new Heard();
  });

  function says(body: unknown, status = 200, headers: OutgoingHttpHeaders = {}): void {
    const text = typeof body === 'string' ? body : JSON.stringify(body);
    service.answer((_, response) => response.writeHead(status, headers).end(text));
  }

  function begin(more: Partial<HttpSourceSettings> = {}): void {
    const url = `${service.url}/backends?token=secret`;
    const shrinkProtection = { maxRatio: 0.5, confirmations: 2, recheckInterval: 5_000 };
    const settings = {
      type: 'http',
      url,
      interval: INTERVAL,
      timeout: 2_000,
      shrinkProtection,
      ...more,
    } as const;
    source = httpSource(settings, clock, new SeededRandom(1));
    closedAfterTest({ close: () => source.stop() });
    source.start(heard);
  }

  function untilReported(times: number): Promise<void> {
    return eventually(() => expect(heard.count).toBe(times));
  }

  it('are read as those of the configuration, and what is of no use is passed over', async () => {
    says([
      '10.0.0.1:80',
      { url: 'https://10.0.0.2', id: 'b', weight: 3 },
      { url: 'nonsense' },
      7,
      '10.0.0.1:80',
    ]);
    begin();
    await untilReported(1);
    expect(heard.lists[0]).toEqual([
      { url: 'http://10.0.0.1:80', id: '10.0.0.1:80', weight: 1, maxInFlight: 0, backup: false },
      { url: 'https://10.0.0.2:443', id: 'b', weight: 3, maxInFlight: 0, backup: false },
    ]);
    expect(heard.skipped).toEqual([
      '{"url":"nonsense"}, allowed as url: http://host:port, https://host:port, host:port or unix:/path.sock, without a path behind the port',
      '7, allowed: a URL, or an object with one',
    ]);
  });

  it('are asked for as often as is wanted, and named without what may be secret', async () => {
    says([]);
    begin();
    await untilReported(1);
    clock.advance(INTERVAL - 1);
    expect(service.requests).toHaveLength(1);
    clock.advance(1);
    await untilReported(2);
    expect(source.name).toBe(`${service.url}/backends`);
  });

  it('are sent once for each version that has a name', async () => {
    says(['10.0.0.1:80'], 200, { etag: '"one"' });
    begin();
    await untilReported(1);
    service.answer((request, response) => {
      const isKnown = request.headers['if-none-match'] === '"one"';
      response.writeHead(isKnown ? 304 : 200).end(isKnown ? undefined : '[]');
    });
    clock.advance(INTERVAL);
    await untilReported(2);
    expect(heard.urls).toEqual(['http://10.0.0.1:80']);
    says(['10.0.0.2:80'], 200, { etag: '"two"' });
    clock.advance(INTERVAL);
    await untilReported(3);
    expect(heard.urls).toEqual(['http://10.0.0.2:80']);
  });

  it.each([
    ['an error', 'oops', 500, 'the response has status 500'],
    ['a redirect, which is not followed', '', 302, 'the response has status 302'],
    ['an answer that nobody asked for', '', 304, 'the response has status 304'],
    ['no JSON', '<html>', 200, 'the response has status 200, but is not JSON'],
    ['no list', '{"backends":[]}', 200, 'the response is not a list'],
  ])('are an outage with %s', async (_, body, status, trouble) => {
    says(body, status, { location: '/elsewhere' });
    begin();
    await untilReported(1);
    expect(heard.troubles).toEqual([trouble]);
    says([]);
    clock.advance(1_200);
    await untilReported(2);
    expect(heard.lists).toHaveLength(1);
  });

  it('are an outage when the answer takes too long, be it that it never ends', async () => {
    service.answer((_, response) => response.writeHead(200).write('['));
    begin();
    await eventually(() => expect(service.requests).toHaveLength(1));
    clock.advance(2_000);
    await untilReported(1);
    expect(heard.troubles).toEqual(['no response within 2000 ms']);
  });

  it('are an outage when the answer is larger than any list', async () => {
    const piece = Buffer.alloc(1024 * 1024, ' ');
    service.answer((_, response) => {
      const write = (): void => {
        while (!response.destroyed && response.write(piece));
        response.once('drain', write);
      };
      write();
    });
    begin();
    await untilReported(1);
    expect(heard.troubles[0]).toMatch(/maxContentLength/);
  });

  it('are asked for with a token, from a file as it is at the moment', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'discovery-'));
    closedAfterTest({ close: () => rmSync(folder, { recursive: true }) });
    const tokenFile = join(folder, 'token');
    writeFileSync(tokenFile, 'first\n');
    says([]);
    begin({ tokenFile });
    await untilReported(1);
    writeFileSync(tokenFile, 'second\n');
    source.look();
    await untilReported(2);
    rmSync(tokenFile);
    source.look();
    await untilReported(3);
    expect(service.requests.map(({ headers }) => headers.authorization)).toEqual([
      'Bearer first',
      'Bearer second',
    ]);
    expect(heard.troubles[0]).toContain('ENOENT');
  });
});

import { ExchangeRecorder } from '../support/exchange-recorder';
import { PREFIX, scrape, scrapeUntil } from '../support/scrape';
import { aGateway } from '../support/test-gateway';

describe('the metrics of requests', () => {
  it('count them by route, pool, backend, method and class of status', async () => {
    const gateway = await aGateway({
      backends: ['a', 'b'],
      routes: [{ name: 'all', path: '/', pool: 'main' }],
    });
    gateway.backend('b').answer((_request, response) => response.writeHead(404).end());
    await gateway.fetch('/');
    await gateway.fetch('/');
    await gateway.fetch('/', { method: 'POST', body: 'x' });
    const found = await scrapeUntil(gateway, (each) => each.sum('requests_total') === 3);
    const route = { route: 'all', pool: 'main' };
    expect(found.samples('requests_total')).toEqual([
      {
        name: `${PREFIX}requests_total`,
        labels: { ...route, backend: 'a', method: 'GET', status: '2xx' },
        value: 1,
      },
      {
        name: `${PREFIX}requests_total`,
        labels: { ...route, backend: 'a', method: 'POST', status: '2xx' },
        value: 1,
      },
      {
        name: `${PREFIX}requests_total`,
        labels: { ...route, backend: 'b', method: 'GET', status: '4xx' },
        value: 1,
      },
    ]);
  });

  it('give unknown methods one label together', async () => {
    const gateway = await aGateway({ backends: ['a'] });
    await gateway.fetch('/', { method: 'SUBSCRIBE' });
    await gateway.fetch('/', { method: 'NOTIFY' });
    const found = await scrapeUntil(gateway, (each) => each.sum('requests_total') === 2);
    expect(found.samples('requests_total').map(({ labels, value }) => [labels.method, value])).toEqual([
      ['other', 2],
    ]);
  });

  it('tell the time of each, and of its way to the backend and back', async () => {
    const gateway = await aGateway({ backends: ['a'] });
    await gateway.fetch('/');
    const found = await scrapeUntil(gateway, (each) => each.sum('requests_total') === 1);
    const sum = (name: string): number => found.sum(`${name}_seconds_sum`);
    expect(found.sum('request_duration_seconds_count', { route: '/' })).toBe(1);
    expect(found.sum('upstream_duration_seconds_count', { pool: 'main', backend: 'a' })).toBe(1);
    expect(found.sum('time_to_first_byte_seconds_count', { pool: 'main', backend: 'a' })).toBe(1);
    expect(sum('time_to_first_byte')).toBeLessThanOrEqual(sum('upstream_duration'));
    expect(sum('upstream_duration')).toBeLessThanOrEqual(sum('request_duration'));
    expect(sum('time_to_first_byte')).toBeGreaterThan(0);
  });

  it('count the bytes of bodies both ways', async () => {
    const gateway = await aGateway({ backends: ['a'] });
    await gateway.fetch('/', { method: 'POST', body: '12345' });
    const found = await scrapeUntil(gateway, (each) => each.sum('requests_total') === 1);
    expect([found.sum('request_bytes_total'), found.sum('response_bytes_total')]).toEqual([5, 1]);
  });

  it('name why no backend served a request', async () => {
    const gateway = await aGateway({ backends: ['a'], routes: [{ name: 'r', path: '/a', pool: 'main' }] });
    await gateway.kill('a');
    await gateway.fetch('/a');
    await gateway.fetch('/b');
    const found = await scrapeUntil(gateway, (each) => each.sum('request_failures_total') === 2);
    expect(found.sum('request_failures_total', { route: 'r', code: 'no_backend_available' })).toBe(1);
    expect(found.sum('request_failures_total', { route: '', code: 'no_route' })).toBe(1);
    expect(found.sum('requests_total', { route: 'r', pool: 'main', backend: '', status: '5xx' })).toBe(1);
    expect(found.sum('requests_total', { route: '', pool: '', status: '4xx' })).toBe(1);
  });

  it('count clients that left as 4xx', async () => {
    const gateway = await aGateway({ backends: ['a'] });
    gateway.backend('a').fallSilent();
    const arrived = gateway.backend('a').nextRequest();
    const leaving = gateway.open('/');
    leaving.end();
    await arrived;
    leaving.destroy();
    const found = await scrapeUntil(gateway, (each) => each.sum('requests_total') === 1);
    expect(found.sum('requests_total', { status: '4xx' })).toBe(1);
    expect(found.sum('request_failures_total', { code: 'client_closed' })).toBe(1);
  });

  it('tell how many are in flight, here and at the backend', async () => {
    const gateway = await aGateway({ backends: ['a'] });
    gateway.backend('a').fallSilent();
    const arrived = gateway.backend('a').nextRequest();
    const answer = gateway.fetch('/');
    const { response } = await arrived;
    const found = await scrape(gateway);
    expect(found.sum('requests_in_flight')).toBe(1);
    expect(found.sum('backend_requests_in_flight', { backend: 'a' })).toBe(1);
    expect(found.sum('client_connections', { state: 'busy' })).toBe(1);
    expect(found.sum('upstream_connections', { backend: 'a', state: 'busy' })).toBe(1);
    const recorder = new ExchangeRecorder(gateway);
    response.end();
    await answer;
    await recorder.end();
    const after = await scrape(gateway);
    expect(after.sum('requests_in_flight')).toBe(0);
    expect(after.sum('client_connections', { state: 'idle' })).toBe(1);
    expect(after.sum('upstream_connections', { state: 'idle' })).toBe(1);
  });

  it('count what could not be read as a request, and the connections it came by', async () => {
    const gateway = await aGateway({ backends: ['a'] });
    await gateway.raw('no HTTP at all\r\n\r\n');
    const found = await scrape(gateway);
    expect(found.sum('malformed_requests_total', { code: 'bad_request' })).toBe(1);
    expect(found.sum('client_connections_accepted_total')).toBe(1);
    expect(found.sum('requests_total')).toBe(0);
  });

  it('count who was refused because of a rate limit', async () => {
    const gateway = await aGateway({
      backends: ['a'],
      routes: [{ name: 'limited', path: '/', pool: 'main', rateLimit: { limit: '1/1d' } }],
    });
    for (let turn = 0; turn < 3; turn++) await gateway.fetch('/');
    const found = await scrapeUntil(gateway, (each) => each.sum('requests_total') === 3);
    expect(found.sum('rate_limited_total', { route: 'limited' })).toBe(2);
    expect(found.sum('request_failures_total', { route: 'limited', code: 'rate_limited' })).toBe(2);
  });

  it('count the connections that are too many', async () => {
    const gateway = await aGateway({ backends: ['a'], listen: { limits: { connections: 1 } } });
    gateway.backend('a').fallSilent();
    const arriving = gateway.backend('a').nextRequest();
    const first = gateway.fetch('/');
    const { response } = await arriving;
    await gateway.raw('GET / HTTP/1.1\r\nhost: a\r\n\r\n').catch(() => undefined);
    const found = await scrapeUntil(gateway, (each) => each.sum('client_connections_refused_total') > 0);
    expect(found.sum('client_connections_refused_total')).toBe(1);
    response.end();
    await first;
  });
});

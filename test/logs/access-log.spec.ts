import { Random } from '../../apps/gateway/src/platform/random';
import { aGateway, type GatewayOptions, type TestGateway } from '../support/test-gateway';
import { LogCollector } from './support/log-collector';

async function logging(
  access: object,
  wishes: Partial<GatewayOptions> = {},
): Promise<[TestGateway, LogCollector]> {
  const sections = { log: { access }, ...wishes.sections };
  const gateway = await aGateway({ backends: ['a'], ...wishes, sections });
  return [gateway, new LogCollector(gateway)];
}

describe('the access log', () => {
  it('is not written unless it is turned on', async () => {
    const [gateway, log] = await logging({});
    await gateway.fetch('/');
    await gateway.catchUp();
    expect(log.text).toBe('');
  });

  it('has everything about a request in one line of JSON', async () => {
    const [gateway, log] = await logging({ mode: 'all' });
    await gateway.fetch('/items?item_id=1&x=y', {
      method: 'POST',
      body: '12345',
      headers: { host: 'h', 'x-request-id': 'mine', 'content-length': 5 },
    });
    const [entry] = await log.entries(1);
    expect(entry).toEqual({
      level: 'info',
      time: expect.any(Number),
      event: 'request',
      id: 'mine',
      client: '127.0.0.1',
      method: 'POST',
      host: 'h',
      path: '/items?item_id=1&x=y',
      status: 200,
      route: '/',
      pool: 'main',
      backend: 'a',
      attempts: 1,
      reason: 'claimed',
      rule: 'items',
      bytesIn: 5,
      bytesOut: 1,
      duration: expect.any(Number),
      waiting: expect.any(Number),
      answering: expect.any(Number),
      streaming: expect.any(Number),
    });
    const { duration, waiting, answering, streaming } = entry as Record<string, number>;
    expect(waiting + answering + streaming).toBeCloseTo(duration, 0);
  });

  it('says why no backend served a request', async () => {
    const [gateway, log] = await logging({ mode: 'all' });
    await gateway.kill('a');
    await gateway.fetch('/');
    const [entry] = await log.entries(1);
    expect(entry).toMatchObject({ status: 503, failure: 'no_backend_available', attempts: 1 });
    expect(entry).not.toHaveProperty('backend');
  });

  it('has a line for what is refused before it is read, and for clients that leave', async () => {
    const [gateway, log] = await logging({ mode: 'all' });
    await gateway.raw('GET / HTTP/1.1\r\nConnection: close\r\n\r\n');
    gateway.backend('a').fallSilent();
    const arrived = gateway.backend('a').nextRequest();
    const leaving = gateway.open('/');
    leaving.end();
    await arrived;
    leaving.destroy();
    expect(await log.entries(2)).toMatchObject([
      { status: 400, failure: 'bad_request', path: '/' },
      { status: 499, failure: 'client_closed' },
    ]);
  });

  it('speaks the Common Log Format', async () => {
    const [gateway, log] = await logging({ mode: 'all', format: 'common' });
    await gateway.fetch('/a"b?token=x', { headers: { host: 'h' } }).catch(() => undefined);
    await gateway.fetch('/b?token=x');
    const lines = await log.lines(2);
    expect(lines[1]).toMatch(
      /^127\.0\.0\.1 - - \[\d\d\/[A-Z][a-z]{2}\/\d{4}:\d\d:\d\d:\d\d \+0000\] "GET \/b\?token=\[redacted\] HTTP\/1\.1" 200 1$/,
    );
  });

  it('has a share of the requests when it is sampled, and everything that failed', async () => {
    const [gateway, log] = await logging({ mode: 'sampled', sampleRate: '25%' });
    const rolls = [0.2, 0.3, 0.1, 0.9];
    jest.spyOn(gateway.application.app.get(Random), 'fraction').mockImplementation(() => rolls.shift() ?? 1);
    for (const path of ['/1', '/2', '/3', '/4']) await gateway.fetch(path);
    await gateway.kill('a');
    await gateway.fetch('/5');
    expect((await log.entries(3)).map(({ path }) => path)).toEqual(['/1', '/3', '/5']);
  });

  it('has the headers that are asked for, without what they hide', async () => {
    const [gateway, log] = await logging({ mode: 'all', headers: ['User-Agent', 'Authorization', 'X-None'] });
    await gateway.fetch('/', { headers: { 'user-agent': 'curl', authorization: 'Bearer abc' } });
    const [{ headers }] = await log.entries(1);
    expect(headers).toEqual({ 'user-agent': 'curl', authorization: '[redacted]' });
    expect(log.text).not.toContain('abc');
  });

  it('cannot be forged by anything that a client sends', async () => {
    const [gateway, log] = await logging(
      { mode: 'all', headers: ['user-agent'] },
      { listen: { trustedProxies: ['127.0.0.1'] } },
    );
    const evil = '\x9b\x85{"level"}\xad';
    const fields = `Host: h\r\nUser-Agent: ${evil}\r\nX-Forwarded-For: ${evil}\r\nConnection: close\r\n`;
    await gateway.raw(Buffer.from(`GET / HTTP/1.1\r\n${fields}\r\n`, 'latin1'));
    const lines = await log.lines(1);
    expect(lines).toHaveLength(1);
    expect(lines[0]).not.toMatch(/[^\x20-\x7e]/);
    const spelled = '\\u009b\\u0085{"level"}\\u00ad';
    expect(JSON.parse(lines[0])).toMatchObject({
      level: 'info',
      client: spelled,
      headers: { 'user-agent': spelled },
    });
  });

  it('cuts off what is too long', async () => {
    const [gateway, log] = await logging({ mode: 'all' });
    await gateway.fetch(`/${'x'.repeat(5000)}`);
    const [{ path }] = await log.entries(1);
    expect(path).toHaveLength(1025);
  });
});

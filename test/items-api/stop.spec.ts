import { type Server } from 'node:http';
import { type ItemsApiConfig } from '../../apps/items-api/src/config/items-api.config';
import { type ItemsApi, anItemsApi } from './support/an-items-api';
import { RawConnection } from './support/raw-connection';

describe('stopping', () => {
  let api: ItemsApi;
  let connections: RawConnection[] = [];

  const start = async (changes: Partial<ItemsApiConfig> = {}) => {
    api = await anItemsApi(changes);
  };
  afterEach(async () => {
    connections.forEach((connection) => connection.close());
    connections = [];
    await api.stop();
  });

  const connection = async () => {
    const opened = await RawConnection.to(api.port);
    connections.push(opened);
    return opened;
  };
  const requestOf = (path: string) => `GET ${path} HTTP/1.1\r\nHost: a\r\n\r\n`;
  /** A connection that has been used once and may be used again. */
  const idleConnection = async () => {
    const opened = await connection();
    opened.write(requestOf('/ping'));
    await opened.until(`{"port":${api.port}}`);
    return opened;
  };
  /** A create whose body is still to come; the server has read its head. */
  const halfCreate = async (body: string) => {
    const opened = await connection();
    const server: Server = api.app.getHttpServer();
    const seen = new Promise((resolve) => server.once('request', resolve));
    opened.write('POST /items/?item_id=1 HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n');
    opened.write(`Content-Length: ${body.length}\r\n\r\n`);
    await seen;
    return opened;
  };

  it('finishes the request that is open, on a connection that it then closes', async () => {
    await start();
    const body = '{"name":"Item1","price":10}';
    const create = await halfCreate(body);

    const stopped = api.stop();
    create.write(body);

    const answer = await create.untilClosed();
    expect(answer).toMatch(/^HTTP\/1\.1 201 /);
    expect(answer).toContain('\r\nConnection: close\r\n');
    expect(answer).toContain('{"item_id":1,"name":"Item1","price":10}');
    await stopped;
  });

  it('closes idle connections at once', async () => {
    await start({ stopTimeout: 3_600_000 });
    const idle = [await idleConnection(), await idleConnection()];
    await api.stop();
    for (const each of idle) await each.untilClosed();
  });

  it('frees the port', async () => {
    await start();
    await api.stop();
    const { port } = api;
    await start({ port });
    expect((await api.send('GET', '/ping')).json).toEqual({ port });
  });

  it('says that it is live but not ready as soon as it begins to stop, and closes what asked', async () => {
    await start({ stopDelay: 50 });
    const [live, ready] = [await idleConnection(), await idleConnection()];
    expect((await api.send('GET', '/health/ready')).status).toBe(200);

    const stopped = api.stop();
    live.write(requestOf('/health/live'));
    ready.write(requestOf('/health/ready'));

    expect(await live.untilClosed()).toMatch(
      /HTTP\/1\.1 200 OK[^{]*\r\nConnection: close\r\n[^{]*\{"status":"live"\}$/,
    );
    const answer = await ready.untilClosed();
    expect(answer).toMatch(/HTTP\/1\.1 503 Service Unavailable\r\nConnection: close\r\n/);
    expect(answer).toContain('Content-Type: application/problem+json');
    expect(answer).toContain('"detail":"The instance is stopping"');
    await stopped;
  });

  it('still serves new connections during the delay, one request each', async () => {
    await start({ stopDelay: 200 });
    const stopped = api.stop();
    const late = await connection();
    late.write(requestOf('/ping') + requestOf('/ping'));
    const answer = await late.untilClosed();
    expect(answer.match(/HTTP\/1\.1 200 OK/g)).toHaveLength(1);
    expect(answer).toContain('Connection: close');
    await stopped;
  });

  it('cuts what is still open after the time-out', async () => {
    await start({ stopTimeout: 20 });
    const silent = await connection();
    const slow = await halfCreate('{"name":"Item1","price":10}');
    await api.stop();
    expect(await silent.untilClosed()).toBe('');
    expect(await slow.untilClosed()).toBe('');
  });

  it('may be asked to stop twice', async () => {
    await start();
    await Promise.all([api.stop(), api.stop()]);
  });
});

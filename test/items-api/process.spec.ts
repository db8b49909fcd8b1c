import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { ItemsApiProcess } from './support/items-api-process';
import { RawConnection } from './support/raw-connection';

describe('the items-api process', () => {
  let processes: ItemsApiProcess[] = [];

  const start = (environment: Record<string, string> = {}) => {
    const started = new ItemsApiProcess({ PORT: '0', ...environment });
    processes.push(started);
    return started;
  };
  afterEach(async () => {
    await Promise.all(processes.map((each) => each.kill()));
    processes = [];
  });
  const pingOn = async (port: number) => {
    const connection = await RawConnection.to(port);
    connection.write('GET /ping HTTP/1.1\r\nHost: a\r\n\r\n');
    await connection.until(`{"port":${port}}`);
    return connection;
  };

  it.each(['SIGTERM', 'SIGINT'] as const)(
    'says one line when it listens, and ends with 0 on %s, with a connection idle',
    async (signal) => {
      const instance = start();
      const port = await instance.port();
      const idle = await pingOn(port);
      instance.signal(signal);
      expect(await instance.ended).toEqual({
        code: 0,
        signal: null,
        stdout: `items-api listening on http://127.0.0.1:${port}\n`,
        stderr: '',
      });
      await idle.untilClosed();
    },
  );

  it('ends at once on a second signal, though a request is open', async () => {
    const instance = start({ STOP_TIMEOUT_MS: '3600000' });
    const connection = await pingOn(await instance.port());
    connection.write('POST /items/?item_id=1 HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n');
    connection.write('Expect: 100-continue\r\nContent-Length: 100\r\n\r\n');
    await connection.until('100 Continue');

    instance.signal('SIGTERM');
    // The signal that ends it is the first to come after what counts as an echo of the first.
    const again = setInterval(() => instance.signal('SIGTERM'), 20);
    const ending = await instance.ended.finally(() => clearInterval(again));
    expect(ending).toMatchObject({ code: null, signal: 'SIGTERM', stderr: '' });
    await connection.untilClosed();
  });

  it('listens where it is told to', async () => {
    const instance = start({ HOST: 'localhost' });
    await instance.port();
    instance.signal('SIGTERM');
    expect((await instance.ended).stdout).toMatch(
      /^items-api listening on http:\/\/(?:127\.0\.0\.1|\[::1\]):\d+\n$/,
    );
  });

  it('names every bad value in a line of its own and ends with 1', async () => {
    expect(await start({ PORT: 'http', HOST: 'a b' }).ended).toEqual({
      code: 1,
      signal: null,
      stdout: '',
      stderr:
        'items-api: PORT is "http", but must be a whole number from 0 to 65535.\n' +
        'items-api: HOST is "a b", but must be an IP address or a host name.\n',
    });
  });

  it('says in one line that its port is busy and ends with 1', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const { port } = other.address() as AddressInfo;
    try {
      expect(await start({ PORT: String(port) }).ended).toEqual({
        code: 1,
        signal: null,
        stdout: '',
        stderr:
          `items-api: cannot listen on 127.0.0.1 port ${port}: ` +
          'the port is in use by another process; set PORT to a free one.\n',
      });
    } finally {
      other.close();
    }
  });

  it.each([
    ['postgres', 'DATABASE_URL', 'postgres://user:secret@'],
    ['redis', 'REDIS_URL', 'redis://:secret@'],
  ])('says in one line that its %s store cannot be reached and ends with 1', async (store, variable, url) => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const { port } = other.address() as AddressInfo;
    other.close();
    await once(other, 'close');
    const ending = await start({ ITEMS_STORE: store, [variable]: `${url}127.0.0.1:${port}` }).ended;
    expect(ending).toEqual({
      code: 1,
      signal: null,
      stdout: '',
      stderr: `items-api: the item store (${store}) cannot be reached: connect ECONNREFUSED 127.0.0.1:${port}; check ${variable}.\n`,
    });
  });

  it('says in one line that this machine has no such address and ends with 1', async () => {
    const ending = await start({ HOST: '192.0.2.1' }).ended;
    expect(ending.code).toBe(1);
    expect(ending.stderr).toMatch(
      /^items-api: cannot listen on 192\.0\.2\.1 port 0: this machine has no such.*\n$/,
    );
  });
});

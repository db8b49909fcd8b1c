import { configOf } from './config-of';
import { EXAMPLE } from '../../apps/gateway/src/config/reference/example';

describe('without a file, the gateway', () => {
  const config = configOf(undefined);

  it('serves clients on port 8080 of every address, and operators on this machine only', () => {
    expect([config.listen.host, config.listen.port]).toEqual(['0.0.0.0', 8080]);
    expect(config.admin).toEqual({ host: '127.0.0.1', port: 8081 });
  });

  it('has one pool of four backends, which have their turns', () => {
    expect(config.pools.map(({ name, balance }) => [name, balance])).toEqual([['items', 'round-robin']]);
    expect(config.pools[0].backends).toEqual(
      [8000, 8001, 8002, 8003].map((port) => ({
        id: `127.0.0.1:${port}`,
        url: `http://127.0.0.1:${port}`,
        weight: 1,
        maxInFlight: 0,
        backup: false,
      })),
    );
  });

  it('keeps an item with the backend that created it', () => {
    expect(config.routes).toEqual([{ name: '/', path: '/', pool: 'items', affinity: ['items'] }]);
    expect(config.affinity).toMatchObject([
      { name: 'items', key: [{ path: '/items/:item_id' }, { query: 'item_id' }], claim: ['POST'] },
    ]);
  });

  it('remembers in its own memory', () => {
    expect(config.stores).toEqual({
      stickySessions: 'memory',
      rateLimits: 'memory',
      rateLimitKeys: 100_000,
      cluster: 'memory',
      onStoreUnavailable: 'useLastKnown',
      redis: { timeout: 50, prefix: 'load-distributer:', nearCache: 100_000 },
      backendsStartEmpty: false,
    });
  });

  it('counts in milliseconds, bytes and parts of one', () => {
    expect(config.listen.limits).toEqual({
      headerBytes: 16_384,
      headers: 100,
      urlBytes: 8192,
      bodyBytes: 10_485_760,
      connections: 10_000,
    });
    expect(config.listen.timeouts).toEqual({
      headers: 10_000,
      bodyIdle: 30_000,
      keepAlive: 65_000,
      shutdownDelay: 0,
      shutdown: 30_000,
    });
    expect(config.pools[0]).toMatchObject({
      connections: { max: 256, idle: 32, idleTimeout: 4000, queue: 1024, queueTimeout: 5000 },
      timeouts: {
        connect: 2000,
        response: 30_000,
        bodyIdle: 60_000,
        tunnelIdle: 3_600_000,
        tunnelHalfClosed: 30_000,
      },
      retry: { attempts: 3, budget: 0.2, bodyBytes: 65_536, onStatuses: [503] },
      health: {
        interval: 2_000,
        fastInterval: 500,
        downInterval: 5_000,
        timeout: 1_000,
        jitter: 0.2,
        status: [{ from: 200, to: 299 }],
      },
      panicThreshold: 0.5,
      hedge: false,
      queue: { size: 1_024, timeout: 5_000 },
      slowStart: 10_000,
      outlierDetection: {
        enabled: true,
        consecutiveFailures: 5,
        failureRatio: 0.5,
        minRequests: 20,
        baseEjectionTime: 30_000,
        maxEjectionTime: 300_000,
        maxEjectedRatio: 0.5,
        latency: { enabled: true, factor: 3, minDifference: 20, duration: 750 },
      },
    });
  });
});

it('guards itself against too much to do', () => {
  expect(configOf(undefined).overload).toEqual({ enabled: true, eventLoopLag: 200, heap: 0.9 });
});

describe('a file that leaves something out', () => {
  it('has its first pool serve everything, and every affinity rule asked, without routes', () => {
    const { routes } = configOf({
      pools: { one: { backends: ['http://a:1'] }, two: { backends: ['http://b:1'] } },
      affinity: { jobs: { key: [{ header: 'X-Job' }] }, carts: { key: [{ cookie: 'cart' }] } },
    });
    expect(routes).toEqual([{ name: '/', path: '/', pool: 'one', affinity: ['jobs', 'carts'] }]);
  });

  it('has no affinity when it says so', () => {
    const { routes, affinity } = configOf('affinity: {}');
    expect([routes[0].affinity, affinity]).toEqual([[], []]);
  });

  it('gives the first pool the four backends', () => {
    const [pool] = configOf('pools: { items: { balance: random } }').pools;
    expect([pool.balance, pool.backends.length]).toEqual(['random', 4]);
  });

  it('keeps no more idle connections than there may be', () => {
    expect(configOf('pools: { items: { connections: { max: 8 } } }').pools[0].connections.idle).toBe(8);
  });

  it('hashes the address of the client, where it does not say what else', () => {
    expect(configOf('pools: { items: { balance: consistent-hash } }').pools[0].hashKey).toEqual({
      from: 'clientAddress',
    });
    expect(configOf('pools: { items: { balance: random } }').pools[0].hashKey).toBeUndefined();
  });

  it('has its routes named after host and path, with a number where that is not enough', () => {
    const { routes } = configOf({
      routes: [
        { host: 'API.example.com', path: '/items/', pool: 'items' },
        { path: '/a', pool: 'items', methods: ['GET'] },
        { path: '/a', pool: 'items' },
        { name: 'rest', pool: 'items' },
      ],
    });
    expect(routes.map(({ name }) => name)).toEqual(['api.example.com/items', '/a', '/a#2', 'rest']);
  });
});

describe('the example', () => {
  it('is understood in full', () => {
    const { listen, pools, routes, affinity } = configOf(EXAMPLE);
    expect(listen.trustedProxies).toEqual([]);
    expect(pools.map(({ name, backends }) => [name, backends.map(({ id }) => id)])).toEqual([
      ['items', ['127.0.0.1:8000', 'big']],
      ['static', ['127.0.0.1:9000']],
    ]);
    expect(routes[1]).toMatchObject({
      stripPrefix: '/assets',
      timeouts: { response: 5000 },
      methods: ['GET', 'HEAD'],
    });
    expect(routes[2].redirect).toEqual({ status: 308, to: 'https://{host}/new' });
    expect(routes[3].respond).toEqual({ status: 200, body: 'User-agent: *' });
    expect(affinity).toHaveLength(1);
  });
});

import { type BackendList, type BackendStatus, type PoolList } from '@app/contracts';
import { aGateway } from '../support/test-gateway';
import { read } from './support/operator';

describe('GET /api/pools', () => {
  it('tells how each backend is, in the order of the configuration', async () => {
    const gateway = await aGateway({ backends: ['a', 'b'] });
    const { pools } = await read<PoolList>(gateway, '/api/pools');
    expect(pools).toHaveLength(1);
    expect(pools[0]).toMatchObject({ name: 'main', balance: 'round-robin', available: 2 });
    expect(pools[0].backends).toEqual([
      {
        id: 'a',
        pool: 'main',
        url: gateway.backend('a').url,
        state: 'unknown',
        available: true,
        weight: 1,
        maxInFlight: 0,
        backup: false,
        origin: 'configuration',
        desiredState: 'enabled',
        selfDraining: false,
        localOnly: false,
        inFlight: 0,
        requests: 0,
        errors: 0,
        requestsPerSecond: 0,
        errorsPerSecond: 0,
        latency: null,
        ownedSessions: 0,
        waiting: 0,
        longestWait: null,
        lastChange: null,
        lastFailure: null,
        why: null,
      },
      expect.objectContaining({ id: 'b' }),
    ]);
  });

  it('counts requests, errors and how long answers took', async () => {
    const gateway = await aGateway({ backends: ['a', 'b'] });
    gateway.backend('b').answer((_, response) => response.writeHead(500).end('b'));
    await gateway.sequence(4);
    const { pools } = await read<PoolList>(gateway, '/api/pools');
    const [a, b] = pools[0].backends;
    expect([a.requests, a.errors, b.requests, b.errors]).toEqual([2, 0, 2, 2]);
    expect([pools[0].requests, pools[0].errors]).toEqual([4, 2]);
    for (const { latency } of [a, b, pools[0]]) {
      expect(latency!.p50).toBeGreaterThan(0);
      expect(latency!.p99).toBeGreaterThanOrEqual(latency!.p95);
      expect(latency!.p95).toBeGreaterThanOrEqual(latency!.p50);
    }
  });

  it('counts what fails without an answer as an error', async () => {
    const gateway = await aGateway({ backends: ['a'] });
    await gateway.kill('a');
    expect((await gateway.fetch('/')).status).toBe(503);
    const { pools } = await read<PoolList>(gateway, '/api/pools');
    expect(pools[0].backends[0].errors).toBeGreaterThan(0);
  });

  it('counts what is in flight', async () => {
    const gateway = await aGateway({ backends: ['a'] });
    const arrives = gateway.backend('a').nextRequest();
    gateway.backend('a').fallSilent();
    const outgoing = gateway.open('/');
    outgoing.end();
    const { response } = await arrives;
    expect((await read<BackendStatus>(gateway, '/api/pools/main/backends/a')).inFlight).toBe(1);
    response.end();
  });

  it('counts the sticky sessions that a backend owns', async () => {
    const gateway = await aGateway({ backends: ['a', 'b'] });
    for (const id of [1, 2, 3]) await gateway.fetch(`/items/?item_id=${id}`, { method: 'POST' });
    const { pools } = await read<PoolList>(gateway, '/api/pools');
    expect(pools[0].backends.map((own) => own.ownedSessions)).toEqual([2, 1]);
    expect(pools[0].ownedSessions).toBe(3);
  });
});

describe('GET /api/pools/{pool} and below', () => {
  it('tells of one pool, its backends, and one of them', async () => {
    const gateway = await aGateway({ backends: ['a', 'b'] });
    expect(await read(gateway, '/api/pools/main')).toMatchObject({ name: 'main' });
    const { backends } = await read<BackendList>(gateway, '/api/pools/main/backends');
    expect(backends.map(({ id }) => id)).toEqual(['a', 'b']);
    expect(await read(gateway, '/api/pools/main/backends/b')).toMatchObject({ id: 'b', pool: 'main' });
  });

  it.each([
    ['/api/pools/other', 'there are: main'],
    ['/api/pools/other/backends', 'there are: main'],
    ['/api/pools/main/backends/z', 'no such backend'],
  ])('answers %s with 404 and what there is', async (path, hint) => {
    const gateway = await aGateway({ backends: ['a'] });
    const answer = await gateway.admin(path);
    expect([answer.status, answer.headers['content-type']]).toEqual([404, 'application/problem+json']);
    expect(JSON.parse(answer.text).detail).toContain(hint);
  });
});

import { aGatewayFrom, type FileGateway, listed, stubs } from '../reload/support/file-gateway';

async function change(gateway: FileGateway, method: string, path: string, body: object): Promise<number> {
  const answer = await gateway.send(method, path, body);
  return answer.status;
}

async function weights(gateway: FileGateway): Promise<Record<string, number>> {
  const { backends } = JSON.parse((await gateway.ask('GET', '/api/pools/main/backends')).text) as {
    backends: { id: string; weight: number }[];
  };
  return Object.fromEntries(backends.map(({ id, weight }) => [id, weight]));
}

const A = '/api/pools/main/backends/a';

describe('what an operator has changed', () => {
  it('outlasts a reload that says nothing new of the backend', async () => {
    const [a, b, c] = await stubs('a', 'b', 'c');
    const gateway = await aGatewayFrom({ pools: { main: { backends: listed(a, b) } } });
    await change(gateway, 'PATCH', A, { weight: 5, state: 'draining' });
    await change(gateway, 'POST', '/api/pools/main/backends', { id: 'c', url: c.url });
    await change(gateway, 'DELETE', '/api/pools/main/backends/b', {});
    gateway.write({ pools: { main: { balance: 'least-requests', backends: listed(a, b) } } });
    expect((await gateway.reload()).status).toBe(200);
    expect(await weights(gateway)).toEqual({ a: 5, c: 1 });
    expect((await gateway.ask('GET', A)).text).toContain('"state":"draining"');
  });

  it('gives way to a new value in the file for the same backend', async () => {
    const [a, b, c] = await stubs('a', 'b', 'c');
    const gateway = await aGatewayFrom({ pools: { main: { backends: listed(a, b) } } });
    await change(gateway, 'PATCH', A, { weight: 5 });
    await change(gateway, 'DELETE', '/api/pools/main/backends/b', {});
    await change(gateway, 'POST', '/api/pools/main/backends', { id: 'c', url: c.url, weight: 9 });
    const backends = listed(a, b, c).map((own) => ({ ...own, weight: 2 }));
    gateway.write({ pools: { main: { backends } } });
    await gateway.reload();
    expect(await weights(gateway)).toEqual({ a: 2, b: 2, c: 2 });
  });

  it('is gone for good once the file has overtaken it', async () => {
    const [a, b] = await stubs('a', 'b');
    const gateway = await aGatewayFrom({ pools: { main: { backends: listed(a, b) } } });
    await change(gateway, 'DELETE', A, {});
    gateway.write({ pools: { main: { backends: listed(b) } } });
    await gateway.reload();
    gateway.write({ pools: { main: { backends: listed(a, b) } } });
    await gateway.reload();
    expect(await weights(gateway)).toEqual({ a: 1, b: 1 });
  });

  it('does not show in the configuration, which says what the file says', async () => {
    const [a] = await stubs('a');
    const gateway = await aGatewayFrom({ pools: { main: { backends: listed(a) } } });
    await change(gateway, 'PATCH', A, { weight: 5 });
    const { pools } = JSON.parse((await gateway.ask('GET', '/api/config')).text);
    expect(pools[0].backends[0].weight).toBe(1);
  });
});

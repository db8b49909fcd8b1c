import { BackendStates } from '../../apps/gateway/src/data-plane/upstream/backend-states';
import { PoolTable } from '../../apps/gateway/src/data-plane/upstream/pool-table';
import { type FileGateway, aGatewayFrom, listed, stubs } from './support/file-gateway';

/** Nothing but the test changes what is known of a backend. */
const LEFT_ALONE = { health: { enabled: false }, panicThreshold: 0 };

async function aGatewayOf(...names: string[]) {
  const backends = await stubs(...names);
  const sections = { pools: { main: { backends: listed(...backends.slice(0, 2)), ...LEFT_ALONE } } };
  return { gateway: await aGatewayFrom(sections), backends };
}

function pool(gateway: FileGateway) {
  return gateway.application.app.get(PoolTable).find('main')!;
}

/** Says a list of backends in the file, and has it read. */
async function reloadWith(gateway: FileGateway, backends: object[], settings = {}): Promise<void> {
  gateway.write({ pools: { main: { backends, ...LEFT_ALONE, ...settings } } });
  expect((await gateway.reload()).status).toBe(200);
}

describe('a reload', () => {
  it.each(['draining', 'disabled'] as const)(
    'keeps a backend %s that an operator has made so',
    async (mode) => {
      const { gateway, backends } = await aGatewayOf('a', 'b', 'c');
      const a = pool(gateway).find('a')!;
      gateway.application.app.get(BackendStates).setMode(pool(gateway), a, mode, 'the operator wants it');
      await reloadWith(gateway, listed(...backends));
      await reloadWith(gateway, listed(...backends).reverse(), { balance: 'least-requests' });
      expect(pool(gateway).find('a')).toBe(a);
      expect([a.state, a.lastChange?.reason]).toEqual([mode, 'the operator wants it']);
      expect(pool(gateway).available.map(({ id }) => id)).toEqual(['c', 'b']);
    },
  );

  it('keeps what live traffic has found of a backend', async () => {
    const { gateway, backends } = await aGatewayOf('a', 'b');
    const [a] = pool(gateway).backends;
    const states = gateway.application.app.get(BackendStates);
    states.setEjected(pool(gateway), a, true, 'five failures in a row');
    await reloadWith(gateway, listed(...backends), { timeouts: { response: '9s' } });
    expect([a.state, a.lastChange?.reason]).toEqual(['ejected', 'five failures in a row']);
    expect(pool(gateway).available.map(({ id }) => id)).toEqual(['b']);
  });

  it('keeps the counts of a backend, and who is full by them', async () => {
    const { gateway, backends } = await aGatewayOf('a', 'b');
    const [a] = backends;
    const arrived = a.nextRequest();
    a.fallSilent();
    const outgoing = gateway.client.open('/');
    outgoing.end();
    const { response } = await arrived;
    await reloadWith(gateway, [{ ...listed(a)[0], maxInFlight: 1 }]);
    const [only] = pool(gateway).backends;
    expect([only.inFlight, only.requests, only.state]).toEqual([1, 1, 'full']);
    expect((await gateway.fetch('/')).status).toBe(503);
    a.answerAsUsual();
    response.end('late');
    await new Promise((resolve) =>
      outgoing.once('response', (answer) => answer.resume().once('end', resolve)),
    );
    expect((await gateway.fetch('/')).text).toBe('a');
  });

  it('begins again with a backend that has another address', async () => {
    const { gateway, backends } = await aGatewayOf('a', 'b');
    const before = pool(gateway).find('a')!;
    gateway.application.app.get(BackendStates).setMode(pool(gateway), before, 'draining', 'test');
    await reloadWith(gateway, [{ id: 'a', url: backends[1].url }]);
    expect(pool(gateway).find('a')!.mode).toBe('enabled');
    expect((await gateway.fetch('/')).text).toBe('b');
  });
});

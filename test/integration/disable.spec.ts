import { once } from 'node:events';
import { BackendStates } from '../../apps/gateway/src/data-plane/upstream/backend-states';
import { type BackendMode } from '../../apps/gateway/src/data-plane/upstream/backend-state';
import { PoolTable } from '../../apps/gateway/src/data-plane/upstream/pool-table';
import { UpstreamClient } from '../../apps/gateway/src/data-plane/upstream/upstream-client';
import { eventually } from '../support/eventually';
import { type Answer } from '../support/http-client';
import { aGateway, type TestGateway } from '../support/test-gateway';
import { aWebSocket } from '../support/web-socket';

function set(gateway: TestGateway, name: string, mode: BackendMode): void {
  const { app } = gateway.application;
  app
    .get(BackendStates)
    .setMode(app.get(PoolTable).find('main')!, gateway.state(name), mode, 'an operator wants it');
}

function codeOf({ status, text }: Answer): [number, string] {
  return [status, (JSON.parse(text) as { code: string }).code];
}

/** Backend `a` is asked first, and one failure would be enough to eject it. */
function preferringA(pool: object = {}): Promise<TestGateway> {
  const settings = {
    balance: 'first',
    slowStart: '0ms',
    outlierDetection: { consecutiveFailures: 1 },
    ...pool,
  };
  return aGateway({ backends: ['a', 'b'], pool: settings });
}

/** Sends requests that `a` takes and does not answer. */
async function pending(gateway: TestGateway, count: number, method: string, path = '/'): Promise<Answer[]> {
  const { requests } = gateway.backend('a');
  const before = requests.length;
  gateway.backend('a').fallSilent();
  const answers = Array.from({ length: count }, () => gateway.fetch(path, { method }));
  await eventually(() => expect(requests).toHaveLength(before + count));
  set(gateway, 'a', 'disabled');
  return Promise.all(answers);
}

describe('a backend that is disabled', () => {
  it('loses what it has in flight at once: what may be repeated is answered by others, without a budget', async () => {
    const gateway = await preferringA({ retry: { budget: 0 } });
    const answers = await pending(gateway, 10, 'GET');
    expect(answers.map(({ text }) => text)).toEqual(Array(10).fill('b'));
    expect(gateway.state('a').inFlight).toBe(0);
  });

  it('may have done what must not be repeated: the client gets a 503, and no other backend the request', async () => {
    const gateway = await preferringA();
    const [answer] = await pending(gateway, 1, 'POST');
    expect(codeOf(answer)).toEqual([503, 'backend_disabled']);
    expect(gateway.backend('b').requests).toEqual([]);
  });

  it('has no other backend serve what it owns', async () => {
    const gateway = await preferringA();
    await gateway.fetch('/items/1', { method: 'POST' });
    const [answer] = await pending(gateway, 1, 'GET', '/items/1');
    expect(codeOf(answer)).toEqual([503, 'backend_disabled']);
    expect(gateway.backend('b').requests).toEqual([]);
  });

  it('keeps no request waiting that waited for it alone', async () => {
    const gateway = await preferringA({ queue: { timeout: '1h' } });
    await gateway.fetch('/items/1', { method: 'POST' });
    gateway.state('a').maxInFlight = 1;
    gateway.backend('a').fallSilent();
    const arriving = gateway.backend('a').nextRequest();
    const answers = [1, 2, 3].map(() => gateway.fetch('/items/1'));
    await arriving;
    const pool = gateway.application.app.get(PoolTable).find('main')!;
    await eventually(() => expect(pool.queue?.length).toBe(2));
    set(gateway, 'a', 'disabled');
    const codes = (await Promise.all(answers)).map((answer) => codeOf(answer)[1]);
    expect(codes.sort()).toEqual(['backend_disabled', 'owner_unavailable', 'owner_unavailable']);
  });

  it('breaks off a response that has begun, so that no client takes it for whole', async () => {
    const gateway = await preferringA();
    gateway.backend('a').answer((_request, response) => response.writeHead(200).write('half'));
    const outgoing = gateway.open('/');
    outgoing.end();
    const [answer] = (await once(outgoing, 'response')) as [NodeJS.ReadableStream];
    set(gateway, 'a', 'disabled');
    await expect(once(answer.resume(), 'end')).rejects.toThrow('aborted');
  });

  it('loses its WebSockets', async () => {
    const { gateway, client, backend } = await aWebSocket();
    set(gateway, 'a', 'disabled');
    await Promise.all([client.untilEnded(), backend.untilEnded()]);
    expect(gateway.state('a').inFlight).toBe(0);
  });

  it('has no connection left, not even an idle one', async () => {
    const gateway = await preferringA();
    await gateway.fetch('/');
    const connections = gateway.application.app.get(UpstreamClient).connectionsTo(gateway.state('a'))!;
    expect(connections.idleConnections).toBe(1);
    set(gateway, 'a', 'disabled');
    expect(connections.openConnections).toBe(0);
  });

  it('is blamed for none of it, and serves as ever when it is enabled', async () => {
    const gateway = await preferringA();
    await pending(gateway, 10, 'POST');
    expect(gateway.state('a').failures).toBe(0);
    gateway.backend('a').answerAsUsual();
    set(gateway, 'a', 'enabled');
    expect(gateway.state('a').isEjected).toBe(false);
    expect(await gateway.sequence(2)).toEqual(['a', 'a']);
  });
});

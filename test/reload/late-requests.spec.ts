import { type Answer } from '../support/http-client';
import { StickySessionStore } from '../../apps/gateway/src/data-plane/affinity/sticky-session.store';
import { type StickySession } from '../../apps/gateway/src/data-plane/affinity/sticky-session';
import { type FileGateway, aGatewayFrom, listed, stubs } from './support/file-gateway';

const AFFINITY = { items: { key: [{ path: '/items/:id' }], claim: ['POST'] } };

/** A store that responds when a test says so, as one in another process may. */
function slowStore(gateway: FileGateway) {
  const store = gateway.application.app.get(StickySessionStore);
  let asked: () => void;
  let answer: (session: StickySession | undefined) => void;
  const question = new Promise<void>((resolve) => (asked = resolve));
  jest.spyOn(store, 'find').mockImplementationOnce(() => {
    asked();
    return new Promise((resolve) => (answer = resolve));
  });
  return { question, answer: (session?: StickySession) => answer(session) };
}

/** A request that was led to the pool `old` of backend a, and finds it gone when the store has answered. */
async function aRequestThatIsOvertaken(method: string): Promise<Answer> {
  const [a, b] = await stubs('a', 'b');
  const gateway = await aGatewayFrom({
    affinity: AFFINITY,
    pools: { old: { backends: listed(a) } },
    routes: [{ path: '/', pool: 'old', affinity: ['items'] }],
  });
  const store = slowStore(gateway);
  const answer = gateway.fetch('/items/1', { method });
  await store.question;
  gateway.write({ affinity: AFFINITY, pools: { new: { backends: listed(b) } } });
  expect((await gateway.reload()).status).toBe(200);
  expect((await gateway.fetch('/')).text).toBe('b');
  store.answer();
  return answer;
}

describe('a request whose pool is taken away while the store is asked', () => {
  it.each(['GET', 'POST'])('is served by that pool all the same (%s)', async (method) => {
    expect(await aRequestThatIsOvertaken(method)).toMatchObject({ status: 200, text: 'a' });
  });

  it('leaves no connection behind', async () => {
    const [a, b] = await stubs('a', 'b');
    const gateway = await aGatewayFrom({
      affinity: AFFINITY,
      pools: { old: { backends: listed(a) } },
      routes: [{ path: '/', pool: 'old', affinity: ['items'] }],
    });
    const store = slowStore(gateway);
    const answer = gateway.fetch('/items/1');
    await store.question;
    gateway.write({ pools: { new: { backends: listed(b) } } });
    await gateway.reload();
    const arrived = a.nextRequest();
    store.answer();
    const { socket } = (await arrived).received.message;
    const closed = new Promise((resolve) => socket.once('close', resolve));
    expect((await answer).text).toBe('a');
    await closed;
  });
});

import { createHook } from 'node:async_hooks';
import { gunzipSync, gzipSync } from 'node:zlib';
import { StickySessionStore } from '../../../apps/gateway/src/data-plane/affinity/sticky-session.store';
import { aGateway, type TestGateway } from '../../support/test-gateway';
import { codeOf } from './support/items-gateway';

/** Some 32 KB that decode to 32 MB of JSON. */
const BOMB = gzipSync(`{"id":"7","text":"${'0'.repeat(32 * 1024 * 1024)}"}`);
const ENCODED = { 'content-type': 'application/json', 'content-encoding': 'gzip' };
const SMALL = gzipSync('{"id":"7"}');

/** Number of coders of Node's zlib that this process makes meanwhile. */
async function decodersMade(act: () => unknown): Promise<number> {
  let made = 0;
  const hook = createHook({ init: (_id, type) => void (made += Number(type === 'ZLIB')) }).enable();
  try {
    await act();
    return made;
  } finally {
    hook.disable();
  }
}

function ruled(rule: object): Promise<TestGateway> {
  return aGateway({ backends: ['a'], affinity: { things: { onUnknownOwner: 'balance', ...rule } } });
}

const send = (gateway: TestGateway, body: Buffer) =>
  gateway.fetch('/', { method: 'POST', body, headers: { ...ENCODED, 'content-length': body.length } });

const known = async (gateway: TestGateway) =>
  (await gateway.application.app.get(StickySessionStore).list(undefined, {})).items;

describe('a gzip bomb', () => {
  /** Nothing is decoded meanwhile, and nothing learned. */
  async function costsNothing(gateway: TestGateway, act: () => Promise<void>): Promise<void> {
    expect(await decodersMade(act)).toBe(0);
    expect(await known(gateway)).toEqual([]);
  }

  it('is small enough to be looked into, if it were not encoded', () => {
    expect(BOMB.length).toBeLessThan(60 * 1024);
  });

  it('would be noticed if it were decoded', async () => {
    expect(await decodersMade(() => gunzipSync(SMALL))).toBe(1);
  });

  it('as an answer that may name something is passed on as it is, and never decoded', async () => {
    const gateway = await ruled({ key: [{ path: '/things/:id' }], learn: [{ body: '/id' }] });
    gateway.backend('a').answer((request, response) => {
      request.resume();
      response.writeHead(201, ENCODED).end(BOMB);
    });
    await costsNothing(gateway, async () => {
      const { status, body } = await gateway.fetch('/', { method: 'POST' });
      expect([status, body.equals(BOMB)]).toEqual([201, true]);
    });
  });

  it('as a body that may hold the key is passed on as it is, and never decoded', async () => {
    const gateway = await ruled({ key: [{ body: '/id' }] });
    await costsNothing(gateway, async () => {
      expect((await send(gateway, BOMB)).status).toBe(200);
      expect((await gateway.backend('a').requests[0].body()).equals(BOMB)).toBe(true);
    });
  });

  it('as a body that has to hold the key is refused, as is any that is encoded', async () => {
    const gateway = await ruled({ key: [{ body: '/id' }], bodyTooLarge: 'reject' });
    await costsNothing(gateway, async () => {
      for (const body of [BOMB, SMALL]) {
        const answer = await send(gateway, body);
        expect([answer.status, codeOf(answer)]).toEqual([400, 'bad_request']);
      }
      expect(gateway.backend('a').requests).toEqual([]);
    });
  });
});

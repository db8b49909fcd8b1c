import { once } from 'node:events';
import { closedAfterTest } from '../support/closing';
import { RawBackend } from '../support/raw-backend';
import { RawConnection } from '../support/raw-connection';
import { StrictBackend } from '../support/strict-backend';
import { aGateway, type GatewayOptions, type TestGateway } from '../support/test-gateway';
import { aSecureGateway } from '../tls/support';

const get = (target = '/', version = '1.1') => `GET ${target} HTTP/${version}\r\nHost: h\r\n\r\n`;

/** A gateway, and how to come to it: in the clear or over TLS. */
interface Front {
  readonly gateway: TestGateway;
  readonly connect: () => Promise<RawConnection>;
  /** Resolves when the gateway has taken note of whatever was sent to it before. */
  readonly catchUp: () => Promise<unknown>;
}

type MakeFront = (wishes: GatewayOptions) => Promise<Front>;

async function aPlainFront(wishes: GatewayOptions): Promise<Front> {
  const gateway = await aGateway(wishes);
  return { gateway, connect: () => gateway.connect(), catchUp: () => gateway.catchUp() };
}

async function aSecureFront(wishes: GatewayOptions): Promise<Front> {
  const secure = await aSecureGateway(wishes);
  const { gateway, ca } = secure;
  return {
    gateway,
    connect: async () => closedAfterTest(await RawConnection.secureTo(gateway.port, ca)),
    catchUp: () => secure.fetch('*', { method: 'OPTIONS' }),
  };
}

/**
 * A request that is with the backend, whose client has sent its FIN behind it.
 *
 * @param beginning of the answer, that the client has before it sends its FIN.
 */
async function halfClosedAt(
  makeFront: MakeFront,
  bytes = get(),
  beginning = '',
): Promise<{ front: Front; client: RawConnection; backend: RawConnection }> {
  let taken = (_: RawConnection) => {};
  const asked = new Promise<RawConnection>((resolve) => (taken = resolve));
  const raw = new RawBackend('a', async (connection) => {
    await connection.head();
    taken(connection);
  });
  const front = await makeFront({ backends: [raw] });
  const client = await front.connect();
  client.write(bytes);
  const backend = await asked;
  backend.write(beginning);
  await client.until(beginning.slice(-5));
  client.end();
  return { front, client, backend };
}

/** The response without the field that differs each time. */
const withoutDate = (answer: string) => answer.replace(/Date: [^\r]*\r\n/, '');

describe.each([
  ['in the clear', aPlainFront],
  ['over TLS', aSecureFront],
])('a client that has closed its side, %s,', (_name, makeFront) => {
  const halfClosed = (bytes?: string, beginning?: string): ReturnType<typeof halfClosedAt> =>
    halfClosedAt(makeFront, bytes, beginning);

  it('is answered, and then its connection is closed', async () => {
    const { connect } = await makeFront({ backends: ['a'] });
    const client = await connect();
    client.write(get());
    client.end();
    expect(await client.untilClosed()).toMatch(/^HTTP\/1.1 200 OK\r\n[^]*\r\n\r\na$/);
  });

  it('gets the answers to all that it has asked, in order', async () => {
    const backend = new StrictBackend('a');
    backend.answer(({ target }) => `HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n${target}`);
    const { connect } = await makeFront({ backends: [backend] });
    const client = await connect();
    client.write(get('/1') + get('/2') + get('/3'));
    client.end();
    const bodies = [...(await client.untilClosed()).matchAll(/\r\n\r\n(\/[0-9])/g)].map(([, body]) => body);
    expect(bodies).toEqual(['/1', '/2', '/3']);
  });

  it('has its whole upload passed on', async () => {
    const { gateway, connect } = await makeFront({ backends: ['a'] });
    const client = await connect();
    client.write('POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 4\r\n\r\nbody');
    client.end();
    expect(await client.untilClosed()).toMatch(/^HTTP\/1.1 200 OK\r\n/);
    expect((await gateway.backend('a').requests[0].body()).toString()).toBe('body');
  });

  it.each(['1.0', '1.1'])(
    'is sent the beginning of its answer ahead, and then the rest: HTTP/%s',
    async (version) => {
      const { client, backend } = await halfClosed(get('/', version));
      expect(await client.until('HTTP')).toBe('HTTP/1.1 ');
      backend.write('HTTP/1.1 201 Created\r\nDate: now\r\nContent-Length: 2\r\n\r\nok');
      expect(withoutDate(await client.untilClosed())).toMatch(
        /^HTTP\/1.1 201 Created\r\nContent-Length: 2\r\n(Connection: [^\r]*\r\n)?(Keep-Alive: [^\r]*\r\n)?\r\nok$/,
      );
    },
  );

  it('gets interim answers behind that beginning, too', async () => {
    const { client, backend } = await halfClosed();
    await client.until('HTTP/1.1 ');
    backend.write('HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\nHTTP/1.1 204 No Content\r\n\r\n');
    expect(await client.untilClosed()).toMatch(
      /^HTTP\/1.1 103 Early Hints\r\nLink: <\/a>\r\n\r\nHTTP\/1.1 204 No Content\r\n/,
    );
  });

  it('gets problems behind that beginning, too', async () => {
    const { client, backend } = await halfClosed('POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 0\r\n\r\n');
    await client.until('HTTP/1.1 ');
    backend.close();
    expect(await client.untilClosed()).toMatch(/^HTTP\/1.1 502 Bad Gateway\r\n[^]*"code":"upstream_closed"/);
  });

  it('may find a zero before the size of a chunk that it had to wait for', async () => {
    const beginning = 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nhalf\r\n';
    const { client, backend } = await halfClosed(get(), beginning);
    await client.until('\r\n\r\n4\r\nhalf\r\n0');
    backend.write('2\r\nok\r\n0\r\n\r\n');
    expect(await client.untilClosed()).toMatch(/\r\n\r\n4\r\nhalf\r\n02\r\nok\r\n0\r\n\r\n$/);
  });

  it('gets an answer of known length as it is, however long it pauses', async () => {
    const { front, client, backend } = await halfClosed();
    backend.write('HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nhalf');
    await client.until('half');
    for (let round = 0; round < 20; round++) await front.catchUp();
    backend.write('ok');
    expect(await client.untilClosed()).toMatch(/\r\n\r\nhalfok$/);
  });

  it('and turns out to have left has its request cancelled', async () => {
    const { front, client, backend } = await halfClosed();
    client.close();
    await backend.untilEnded();
    while (front.gateway.state('a').inFlight > 0) await front.catchUp();
    expect(front.gateway.state('a').failures).toBe(0);
  });

  it('and leaves after it has been asked has its request cancelled at the next byte', async () => {
    const { client, backend } = await halfClosed();
    await client.until('HTTP/1.1 ');
    client.close();
    backend.write('HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nha');
    await backend.untilEnded();
  });

  it('and turns out to have left in the middle of its answer has its request cancelled', async () => {
    const { gateway, connect } = await makeFront({ backends: ['a'] });
    gateway.backend('a').fallSilent();
    const arrived = gateway.backend('a').nextRequest();
    const client = await connect();
    client.write(get());
    const { response } = await arrived;
    response.write('half');
    await client.until('half');
    client.close();
    await once(response, 'close');
    expect(response.writableFinished).toBe(false);
  });

  it('and leaves in the middle of an answer of known length has its request cancelled while nothing comes', async () => {
    let taken = (_: RawConnection) => {};
    const asked = new Promise<RawConnection>((resolve) => (taken = resolve));
    const raw = new RawBackend('a', async (connection) => {
      await connection.head();
      taken(connection);
    });
    const gateway = await aGateway({ backends: [raw] });
    const client = await gateway.connect();
    client.write(get());
    const backend = await asked;
    backend.write('HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nhalf');
    await client.until('half');
    client.close();
    await backend.untilEnded();
    expect(gateway.state('a').failures).toBe(0);
  });
});

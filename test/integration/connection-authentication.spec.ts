import { once } from 'node:events';
import { aSecureGateway, send } from '../tls/support';
import { eventually } from '../support/eventually';
import { RawBackend } from '../support/raw-backend';
import { type RawConnection } from '../support/raw-connection';
import { aGateway, type TestGateway } from '../support/test-gateway';

const CHALLENGE = 'HTTP/1.1 401 Unauthorized\r\nWWW-Authenticate: NTLM\r\nContent-Length: 0\r\n\r\n';

const answer = (text: string) => `HTTP/1.1 200 OK\r\nContent-Length: ${text.length}\r\n\r\n${text}`;

/**
 * A backend that authenticates connections as IIS does: all requests of a connection belong to the user of its
 * credentials.
 */
function anAuthenticator(name = 'a', scheme = 'NTLM'): RawBackend {
  return new RawBackend(name, async (connection, turn) => {
    let user: string | undefined;
    while (await connection.hasMore()) {
      const head = await connection.head();
      user = new RegExp(`^authorization: ${scheme} user=(.*)\\r$`, 'im').exec(head)?.[1] ?? user;
      connection.write(user === undefined ? CHALLENGE : answer(`${name}${turn} knows ${user}`));
    }
  });
}

/** A backend whose response depends on the number of the request on its connection. */
function aCounter(respond: (head: string, turn: number) => string): RawBackend {
  return new RawBackend('a', async (connection, turn) => {
    while (await connection.hasMore()) connection.write(respond(await connection.head(), turn));
  });
}

async function ask(client: RawConnection, fields = ''): Promise<string> {
  client.write(`GET / HTTP/1.1\r\nHost: h\r\n${fields}\r\n`);
  const head = await client.head();
  const length = Number(/^content-length: (\d+)\r$/im.exec(head)![1]);
  return `${head.slice(9, 12)} ${await client.bytes(length)}`;
}

/** The numbers of the backend's connections that a client is answered by, and then another one, and then both again. */
async function connectionsOf(gateway: TestGateway, fields = ''): Promise<string[]> {
  const [one, other] = [await gateway.connect(), await gateway.connect()];
  return [await ask(one, fields), await ask(other), await ask(one), await ask(other)];
}

describe('a connection to a backend that authenticates connections', () => {
  it('serves the client connection that it was authenticated by, and no other', async () => {
    const gateway = await aGateway({ backends: [anAuthenticator()] });
    const [alice, mallory] = [await gateway.connect(), await gateway.connect()];
    expect(await ask(alice)).toBe('401 ');
    expect(await ask(alice, 'Authorization: NTLM user=alice\r\n')).toBe('200 a1 knows alice');
    expect(await ask(mallory)).toBe('401 ');
    expect(await ask(alice)).toBe('200 a1 knows alice');
    expect(await ask(mallory, 'Authorization: NTLM user=mallory\r\n')).toBe('200 a2 knows mallory');
    expect(await ask(alice)).toBe('200 a1 knows alice');
  });

  it('closes with the client connection', async () => {
    const closed: number[] = [];
    const backend = new RawBackend('a', async (connection, turn) => {
      connection.socket.on('end', () => closed.push(turn));
      while (await connection.hasMore()) {
        await connection.head();
        connection.write(answer('ok'));
      }
    });
    const gateway = await aGateway({ backends: [backend] });
    const client = await gateway.connect();
    await ask(client, 'Authorization: Negotiate YII=\r\n');
    client.close();
    await eventually(() => expect(closed).toEqual([1]));
  });

  it.each([
    'NTLM TlRM',
    'ntlm TlRM',
    'Negotiate YII=',
    'nEGOTIATE YII=',
    'Negotiate:Kerberos YII=',
    'Nego2 YII=',
    'Kerberos YII=',
  ])('is told by the credentials %s, whatever the answer', async (credentials) => {
    const gateway = await aGateway({ backends: [aCounter((_, turn) => answer(String(turn)))] });
    expect(await connectionsOf(gateway, `authorization: ${credentials}\r\n`)).toEqual([
      '200 1',
      '200 2',
      '200 1',
      '200 2',
    ]);
  });

  it.each([
    ...['200 OK', '302 Found', '401 Unauthorized', '403 Forbidden', '407 No', '500 Error'].map((status) => [
      status,
      'WWW-Authenticate: NTLM',
    ]),
    ['401 Unauthorized', 'www-authenticate: negotiate'],
    ['401 Unauthorized', 'WWW-Authenticate: Negotiate oYG2'],
    ['401 Unauthorized', 'WWW-Authenticate: Basic realm="a, b", NTLM'],
    ['401 Unauthorized', 'WWW-Authenticate: Basic realm="x",Negotiate'],
    ['401 Unauthorized', 'WWW-Authenticate: Basic realm="x"\r\nWWW-Authenticate: Negotiate\r\nX: 1'],
    ['407 No', 'Proxy-Authenticate: Negotiate'],
  ])('is told by an answer with %s and %s', async (status, field) => {
    const respond = (head: string, turn: number) =>
      answer(String(turn)).replace('200 OK', head.includes('X-First') ? `${status}\r\n${field}` : '200 OK');
    const gateway = await aGateway({ backends: [aCounter(respond)] });
    const code = status.slice(0, 3);
    const expected = [`${code} 1`, '200 2', '200 1', '200 2'];
    expect(await connectionsOf(gateway, 'X-First: 1\r\n')).toEqual(expected);
  });

  it.each(['Basic bnRsbQ==', 'Bearer x.ntlm', 'Digest username="negotiate"'])(
    'is none where the credentials are %s',
    async (credentials) => {
      const gateway = await aGateway({ backends: [aCounter((_, turn) => answer(String(turn)))] });
      const answers = await connectionsOf(gateway, `Authorization: ${credentials}\r\n`);
      expect(answers).toEqual(['200 1', '200 1', '200 1', '200 1']);
    },
  );

  it('is told by credentials that the route sets', async () => {
    const requestHeaders = { set: { Authorization: 'Negotiate YII=' } };
    const routes = [
      { path: '/', pool: 'main' },
      { path: '/service', pool: 'main', requestHeaders },
    ];
    const gateway = await aGateway({ backends: [aCounter((_, turn) => answer(String(turn)))], routes });
    const [one, other] = [await gateway.connect(), await gateway.connect()];
    one.write('GET /service HTTP/1.1\r\nHost: h\r\n\r\n');
    await one.until('\r\n\r\n1');
    expect(await ask(other)).toBe('200 2');
  });

  it('is that of one backend, which the client keeps', async () => {
    const gateway = await aGateway({ backends: [anAuthenticator('a'), anAuthenticator('b')] });
    const client = await gateway.connect();
    await ask(client);
    const first = await ask(client, 'Authorization: NTLM user=alice\r\n');
    for (let turn = 0; turn < 3; turn++) expect(await ask(client)).toBe(first);
  });

  it('makes room for others when there are no more connections', async () => {
    const gateway = await aGateway({ backends: [anAuthenticator()], pool: { connections: { max: 2 } } });
    const clients = await Promise.all(Array.from({ length: 4 }, () => gateway.connect()));
    for (const client of clients) expect(await ask(client)).toBe('401 ');
  });

  it('carries one request of a client that speaks HTTP/2', async () => {
    const backend = anAuthenticator();
    const secure = await aSecureGateway({ backends: [backend] });
    const session = await secure.session();
    const authorization = 'NTLM user=alice';
    expect((await send(session, { ':path': '/', authorization })).text).toBe('a1 knows alice');
    expect((await send(session, { ':path': '/' })).status).toBe(401);
    expect((await send(session, { ':path': '/', authorization })).text).toBe('a3 knows alice');
    const other = await secure.session();
    expect((await send(other, { ':path': '/' })).status).toBe(401);
    session.close();
    await once(session, 'close');
  });
});

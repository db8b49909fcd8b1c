import { once } from 'node:events';
import {
  type ClientHttp2Session,
  connect,
  constants,
  createServer,
  type ServerHttp2Stream,
} from 'node:http2';
import { type AddressInfo } from 'node:net';
import { closedAfterTest } from '../support/closing';
import { RawBackend } from '../support/raw-backend';
import { aSecureGateway, send, type SecureGateway } from './support';

/** Every field that Node has a name for, but those that frame a message of HTTP/1.1. */
const NAMES = Object.entries(constants)
  .filter(([key]) => key.startsWith('HTTP2_HEADER_'))
  .map(([, name]) => String(name))
  .filter((name) => !name.startsWith(':') && !/^(content-length|transfer-encoding)$/.test(name));

interface Section {
  readonly status: unknown;
  /** As name, value, name, value. */
  readonly raw: readonly string[];
}

/** All that comes back: interim answers, the head, the trailers. */
async function sectionsOf(session: ClientHttp2Session, path: string): Promise<Section[]> {
  const sections: Section[] = [];
  const stream = session.request({ ':path': path });
  const note = (fields: Record<string, unknown>, _flags: number, raw: string[]): void =>
    void sections.push({ status: fields[':status'], raw });
  for (const event of ['headers', 'response', 'trailers']) stream.on(event, note);
  stream.on('error', () => undefined).resume();
  await once(stream, 'close');
  return sections;
}

function valuesIn({ raw }: Section, name: string): string[] {
  return raw.filter((_, at) => at % 2 === 1 && raw[at - 1] === name);
}

/** A gateway whose backend answers with these bytes, whatever it is asked for. */
async function answering(bytes: (path: string) => string): Promise<SecureGateway> {
  const backend = new RawBackend('a', async (connection) => {
    for (;;) connection.write(bytes(/\/\S*/.exec(await connection.head())![0].slice(1)));
  });
  return aSecureGateway({ backends: [backend] });
}

/** The names that plain `node:http2` refuses to send twice. */
async function namesTakenOnce(): Promise<string[]> {
  const server = createServer().listen(0, '127.0.0.1');
  closedAfterTest({ close: () => server.close() });
  await once(server, 'listening');
  const session = connect(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  closedAfterTest({ close: () => session.destroy() });
  const arrived = once(server, 'stream') as Promise<[ServerHttp2Stream]>;
  session.request({ ':path': '/' }).on('error', () => undefined);
  const [stream] = await arrived;
  return NAMES.filter((name) => {
    try {
      stream.additionalHeaders({ ':status': 103, [name]: ['1', '2'] });
      return false;
    } catch (error) {
      return (error as NodeJS.ErrnoException).code === 'ERR_HTTP2_HEADER_SINGLE_VALUE';
    }
  });
}

describe('an answer that HTTP/1.1 allows for', () => {
  it('reaches a client of HTTP/2 whichever field comes twice, in whichever section', async () => {
    const twice = (name: string): string => `${name}: 1\r\n${name}: 2\r\n`;
    const secure = await answering(
      (name) =>
        `HTTP/1.1 103 Early\r\n${twice(name)}\r\nHTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n` +
        `${twice(name)}\r\n2\r\nok\r\n0\r\n${twice(name)}\r\n`,
    );
    const session = await secure.session();
    const once = new Set(await namesTakenOnce());
    expect(once.size).toBeGreaterThan(20);
    for (const name of NAMES) {
      const sections = await sectionsOf(session, `/${name}`);
      expect([name, sections.map(({ status }) => status)]).toMatchObject([name, [103, 200]]);
      for (const section of sections.slice(0, 2)) {
        const values = valuesIn(section, name);
        if (once.has(name)) expect([name, values]).toEqual([name, [expect.stringMatching(/^1(, 2)?$/)]]);
        // Fields about the backend's connection are not for the client.
        else expect([name, values.join()]).toEqual([name, expect.stringMatching(/^(1,2)?$/)]);
      }
    }
    expect(session.destroyed).toBe(false);
  });

  it('keeps its trailers, and the announcement of them', async () => {
    const secure = await answering(
      () => 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nTrailer: X\r\n\r\n0\r\nX: 1\r\nX: 2\r\n\r\n',
    );
    const sections = await sectionsOf(await secure.session(), '/');
    expect(valuesIn(sections[0], 'trailer')).toEqual(['X']);
    expect(valuesIn(sections[1], 'x')).toEqual(['1', '2']);
  });

  it.each([
    'Content-Length: 2\r\n\r\nok',
    'Transfer-Encoding: chunked\r\nTrailer: X\r\n\r\n2\r\nok\r\n0\r\nX: 1\r\n\r\n',
  ])('is passed on without the content that 205 must not have: %j', async (rest) => {
    const secure = await answering(() => `HTTP/1.1 205 Reset Content\r\n${rest}`);
    const session = await secure.session();
    for (const answer of [await send(session, { ':path': '/' }), await secure.fetch('/')]) {
      expect(answer).toMatchObject({ status: 205, text: '', headers: { 'content-length': '0' } });
    }
  });

  it('may have a head as long as the gateway takes of a backend', async () => {
    const fields = Array.from({ length: 600 }, (_, at) => `X-${at}: ${'é~'.repeat(45)}\r\n`).join('');
    const secure = await answering(() => `HTTP/1.1 200 OK\r\n${fields}Content-Length: 2\r\n\r\nok`);
    const patient = { maxHeaderListPairs: 1_000, settings: { maxHeaderListSize: 1024 * 1024 } };
    const session = await secure.session(patient);
    expect(await send(session, { ':path': '/' })).toMatchObject({ status: 200, text: 'ok' });
  });

  it.each([600, 999])('but for the status %i, which is 502 by either version', async (status) => {
    const secure = await answering(() => `HTTP/1.1 ${status} Odd\r\nContent-Length: 2\r\n\r\nok`);
    const session = await secure.session();
    expect(await send(session, { ':path': '/' })).toMatchObject({ status: 502 });
    expect(await secure.fetch('/')).toMatchObject({ status: 502 });
  });
});

describe('a problem by HTTP/2', () => {
  it('is told whatever fields come with it', async () => {
    const headers = { 'content-type': 'text/odd', etag: '"1"', connection: 'close', 'HTTP2-Settings': 'x' };
    const secure = await aSecureGateway({
      backends: ['a'],
      routes: [{ path: '/', respond: { status: 404, body: 'none', headers }, cors: { origins: ['*'] } }],
    });
    const answer = await send(await secure.session(), { ':path': '/', origin: 'https://a.example' });
    expect(answer).toMatchObject({ status: 404, text: 'none', headers: { etag: '"1"' } });
  });
});

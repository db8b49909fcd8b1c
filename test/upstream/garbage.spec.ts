import { type RawConnection } from '../support/raw-connection';
import { answers, OK } from './support/answers';
import { FakePool } from './support/fake-pool';
import { FaultyBackend } from './support/faulty-backend';
import { type RecordingListener } from './support/recording-listener';
import { type Sample, SAMPLES } from './support/samples';
import { SocketClient } from './support/socket-client';
import { started } from './support/started';

/** Longer than any limit on an exchange. */
const LONG = 70_000;
const POISON = 'HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nPOISON';
const GARBAGE = ['\0', '\n', '\r', ' ', '\t', ':', ';', '0', '9', 'f', 'Z', '\x7f', '\xff'];

/** Everything that a wrong byte at one place can make of the text. */
function spoilt(text: string, at: number): string[] {
  const [before, behind] = [text.slice(0, at), text.slice(at)];
  const replaced = GARBAGE.map((byte) => before + byte + behind.slice(1));
  const inserted = GARBAGE.map((byte) => before + byte + behind);
  return [...replaced, ...inserted, before + behind.slice(1), before + behind[0] + behind];
}

/** Makes a request that gets these bytes and then silence, for as long as it takes. */
function meet(backend: FakePool, { method }: Sample, bytes: string): RecordingListener {
  const told = backend.request({ method });
  const socket = backend.dialer.last;
  socket.connects();
  socket.receives(bytes);
  if (!told.ended) backend.clock.advance(LONG);
  return told;
}

/** Makes a request of its own, and fails unless it gets its own answer. */
function expectOwnAnswer(backend: FakePool, own: string): void {
  const told = backend.request();
  const socket = backend.sockets.find(({ destroyed }) => !destroyed)!;
  socket.connects();
  socket.receives(`HTTP/1.1 200 OK\r\nContent-Length: ${own.length}\r\n\r\n${own}`);
  expect(told).toMatchObject({ body: own, ends: 1, error: undefined });
}

describe('a wrong byte in an answer', () => {
  it.each(SAMPLES)('ends the exchange once, and harms no other: $name', (sample) => {
    for (let at = 0; at < sample.bytes.length; at++) {
      for (const bytes of spoilt(sample.bytes, at)) {
        const backend = new FakePool();
        const told = meet(backend, sample, bytes);
        expect(told.ends).toBe(1);
        expect(told.calls.slice(0, -1).filter((call) => /end|failure|tunnel/.test(call))).toEqual([]);
        expectOwnAnswer(backend, `own-${at}`);
        backend.pool.destroy();
        expect(backend.deadlines.size).toBe(0);
      }
    }
  });

  it.each(SAMPLES)(
    'ends the exchange once over sockets too, when the backend closes then: $name',
    async (sample) => {
      const backend = await FaultyBackend.started();
      for (let at = 0; at < sample.bytes.length; at++) {
        const bytes = `${sample.bytes.slice(0, at)}\0${sample.bytes.slice(at)}`;
        const told = await backend.meet((connection) => {
          connection.write(bytes);
          connection.end();
        }, sample.method);
        expect(told.ends).toBe(1);
        await backend.expectOwnAnswer();
      }
    },
  );
});

describe('bytes that are no answer', () => {
  const NOISE = Buffer.from(Array.from({ length: 4096 }, (_, at) => (at * 167 + 13) % 256)).toString(
    'latin1',
  );

  it.each([
    ['noise', NOISE],
    ['a TLS alert', '\x15\x03\x01\x00\x02\x02\x46'],
    ['a greeting of another protocol', '220 mail.example ESMTP\r\n'],
    ['HTTP/0.9', '<html>hello</html>'],
    ['an HTTP/2 preface', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'],
    ['a request', 'GET / HTTP/1.1\r\nHost: x\r\n\r\n'],
    ['empty lines', '\r\n\r\n\r\n\r\n'],
    ['a head without an end', `HTTP/1.1 200 OK\r\n${'X: 1\r\n'.repeat(20_000)}`],
    ['a field without an end', `HTTP/1.1 200 OK\r\nX: ${'x'.repeat(100_000)}`],
  ])('end the exchange as a fault of the backend, at once: %s', async (_what, bytes) => {
    const backend = await FaultyBackend.started();
    const told = await backend.meet((connection) => connection.write(bytes));
    expect(told.calls).toEqual(['connection', 'failure upstream_protocol in head']);
    expect(backend.client.openConnections).toBe(0);
    await backend.expectOwnAnswer();
  });

  it.each([
    ['status 000', 'HTTP/1.1 000 Zero\r\n\r\n'],
    ['status 99', 'HTTP/1.1 99 Short\r\n\r\n'],
    ['status 1000', 'HTTP/1.1 1000 Long\r\n\r\n'],
    ['status abc', 'HTTP/1.1 abc Words\r\n\r\n'],
    ['CR in a field', 'HTTP/1.1 200 OK\r\nX: a\rb\r\n\r\n'],
    ['LF in a field', 'HTTP/1.1 200 OK\r\nX: a\nb\r\n\r\n'],
    ['NUL in a field', 'HTTP/1.1 200 OK\r\nX: a\0b\r\n\r\n'],
    ['100 KiB of head', `HTTP/1.1 200 OK\r\nX: ${'x'.repeat(102_400)}\r\n\r\n`],
    ['5,000 fields', `HTTP/1.1 200 OK\r\n${'X: 1\r\n'.repeat(5_000)}\r\n`],
  ])('end the exchange as C-37 asks: %s', async (_what, bytes) => {
    const backend = await FaultyBackend.started();
    const told = await backend.meet((connection) => connection.write(bytes));
    expect(told.error).toMatchObject({ status: 502, code: 'upstream_protocol' });
    expect(backend.client.openConnections).toBe(0);
    await backend.expectOwnAnswer();
  });
});

describe('unexpected bytes', () => {
  it.each([
    ['C-49: behind an answer', 'GET', OK, 'ok'],
    ['C-51: as the body of 204', 'GET', 'HTTP/1.1 204 No Content\r\n\r\n', ''],
    ['C-51: as the body of 304', 'GET', 'HTTP/1.1 304 Not Modified\r\n\r\n', ''],
    ['C-51: as the body of an answer to HEAD', 'HEAD', 'HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\n', ''],
  ])('never answer another request, %s', async (_when, method, answer, body) => {
    const backend = await FaultyBackend.started();
    const told = await backend.meet((connection) => connection.write(answer + POISON), method);
    expect(told).toMatchObject({ body, ends: 1, error: undefined });
    expect(backend.client.openConnections).toBe(0);
    await backend.expectOwnAnswer();
  });

  it('close the connection on which they come while it is idle', async () => {
    const connections: RawConnection[] = [];
    const backend = await started((connection) => {
      connections.push(connection);
      return answers(OK)(connection, connections.length);
    });
    const client = new SocketClient(backend.url);
    expect((await client.get()).body).toBe('ok');
    connections[0].write(POISON);
    await connections[0].untilClosed();
    expect(client.openConnections).toBe(0);
    expect((await client.get()).body).toBe('ok');
  });
});

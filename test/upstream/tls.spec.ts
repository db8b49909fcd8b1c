import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import {
  readTls,
  type UpstreamTlsSettings,
} from '../../apps/gateway/src/data-plane/upstream/connections/upstream-tls';
import { closedAfterTest } from '../support/closing';
import { FakeClock } from '../support/fake-clock';
import { LocalListener } from '../support/local-listener';
import { RawConnection } from '../support/raw-connection';
import { answers, OK } from './support/answers';
import { Certificates, pemOf } from './support/certificates';
import { SocketClient } from './support/socket-client';
import { someSettings } from './support/some-settings';
import { started } from './support/started';
import { TlsBackend } from './support/tls-backend';

const ANSWERED = ['connection', 'head 200', 'body', 'end'];
const NOT_CONNECTED = ['connection', 'failure upstream_connect in connect'];

describe('an https:// backend', () => {
  const ours = new Certificates();
  const strangers = new Certificates();
  const byAddress = ours.sign('address', 'IP:127.0.0.1');
  const byName = ours.sign('localhost', 'DNS:localhost');

  afterAll(() => {
    ours.close();
    strangers.close();
  });

  function clientOf(url: string, tls: Partial<UpstreamTlsSettings> = {}): SocketClient {
    return new SocketClient(url, { ...someSettings(), tls: readTls({ ca: ours.ca, verify: true, ...tls }) });
  }

  describe('is verified', () => {
    it('by its address', async () => {
      const backend = await TlsBackend.started(pemOf(byAddress), answers(OK));
      expect((await clientOf(backend.url).get()).calls).toEqual(ANSWERED);
    });

    it('by its name', async () => {
      const backend = await TlsBackend.started(pemOf(byName), answers(OK));
      expect((await clientOf(named(backend.url)).get()).calls).toEqual(ANSWERED);
    });

    it('against the public authorities by default, and told nothing when they do not know it', async () => {
      const backend = await TlsBackend.started(pemOf(byAddress), answers(OK));
      expect((await new SocketClient(backend.url).get()).calls).toEqual(NOT_CONNECTED);
      expectNoRequest(backend);
    });

    it('against the own authorities instead, and told nothing when they do not know it', async () => {
      const backend = await TlsBackend.started(pemOf(byAddress), answers(OK));
      const client = clientOf(backend.url, { ca: strangers.ca });
      expect((await client.get()).calls).toEqual(NOT_CONNECTED);
      expect(client.openConnections).toBe(0);
      expectNoRequest(backend);
    });

    it('and gets no request when it is another host', async () => {
      const backend = await TlsBackend.started(pemOf(ours.sign('other.example')), answers(OK));
      for (const url of [backend.url, named(backend.url)]) {
        expect((await clientOf(url).get()).calls).toEqual(NOT_CONNECTED);
      }
      expectNoRequest(backend);
    });

    it('only when that is wanted', async () => {
      const backend = await TlsBackend.started(pemOf(strangers.sign('other.example')), answers(OK));
      expect((await clientOf(backend.url, { verify: false }).get()).calls).toEqual(ANSWERED);
    });
  });

  describe('resumes its TLS session', () => {
    const CLOSING = 'HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 0\r\n\r\n';

    it.each(['TLSv1.2', 'TLSv1.3'] as const)('on each further connection, by %s', async (maxVersion) => {
      const reused: boolean[] = [];
      const backend = await TlsBackend.started({ ...pemOf(byName), maxVersion }, (connection, turn) => {
        reused.push(backend.sockets[turn - 1].isSessionReused());
        return answers(CLOSING)(connection, turn);
      });
      const client = clientOf(named(backend.url));
      for (let turn = 0; turn < 4; turn++) await client.get();
      expect(reused).toEqual([false, true, true, true]);
    });

    it('under the settings only that it was made under', async () => {
      const backend = await TlsBackend.started(pemOf(ours.sign('other.example')), answers(CLOSING));
      const client = clientOf(named(backend.url), { verify: false });
      expect((await client.get()).calls.at(-1)).toBe('end');
      client.client.configure(client.backend, {
        ...someSettings(),
        tls: readTls({ ca: ours.ca, verify: true }),
      });
      expect((await client.get()).calls).toEqual(NOT_CONNECTED);
    });
  });

  describe('is told', () => {
    it('the name in its URL', async () => {
      const backend = await TlsBackend.started(pemOf(byName), answers(OK));
      await clientOf(named(backend.url)).get();
      expect(backend.sockets[0].servername).toBe('localhost');
    });

    it('no name where its URL has an address', async () => {
      const backend = await TlsBackend.started(pemOf(byAddress), answers(OK));
      await clientOf(backend.url).get();
      expect(backend.sockets[0].servername).toBe(false);
    });

    it('the name that is set instead, which its certificate has to have', async () => {
      const backend = await TlsBackend.started(pemOf(ours.sign('set.example')), answers(OK));
      const client = clientOf(backend.url, { serverName: 'set.example' });
      expect((await client.get()).calls).toEqual(ANSWERED);
      expect(backend.sockets[0].servername).toBe('set.example');
      const wrong = clientOf(backend.url, { serverName: 'wrong.example' });
      expect((await wrong.get()).calls).toEqual(NOT_CONNECTED);
    });

    it('who the gateway is, where a certificate is set', async () => {
      const asksForOne = {
        ...pemOf(byAddress),
        ca: pemOf({ ...byAddress, cert: ours.ca }).cert,
        requestCert: true,
      };
      const backend = await TlsBackend.started(asksForOne, answers(OK));
      expect((await clientOf(backend.url, ours.sign('gateway')).get()).calls).toEqual(ANSWERED);
      expect(backend.sockets[0].getPeerCertificate().subject.CN).toBe('gateway');
      const [, failure] = (await clientOf(backend.url).get()).calls;
      expect(failure).toMatch('failure upstream_');
    });

    it('that HTTP/1.1 is spoken', async () => {
      const backend = await TlsBackend.started(
        { ...pemOf(byAddress), ALPNProtocols: ['h2', 'http/1.1'] },
        answers(OK),
      );
      await clientOf(backend.url).get();
      expect(backend.sockets[0].alpnProtocol).toBe('http/1.1');
    });
  });

  it('carries one request after another on one connection', async () => {
    const backend = await TlsBackend.started(pemOf(byAddress), answers(OK));
    const client = clientOf(backend.url);
    for (let n = 0; n < 5; n++) expect((await client.get()).body).toBe('ok');
    expect(backend.accepted).toBe(1);
  });

  it('mixes nothing up when many connections read at once', async () => {
    const backend = await TlsBackend.started(pemOf(byAddress), async (connection) => {
      const [, path] = (await connection.head()).split(' ');
      const body = path.repeat(200_000);
      connection.write(`HTTP/1.1 200 OK\r\nContent-Length: ${body.length}\r\n\r\n${body}`);
    });
    const client = clientOf(backend.url);
    const paths = ['/a', '/b', '/c', '/d', '/e', '/f'];
    const told = await Promise.all(
      paths.map((path) => client.get({ bytes: `GET ${path} HTTP/1.1\r\n\r\n` })),
    );
    for (const [at, { body }] of told.entries()) expect(body === paths[at].repeat(200_000)).toBe(true);
  });

  it('waits while the client takes its time', async () => {
    const size = 2_000_000;
    const backend = await TlsBackend.started(
      pemOf(byAddress),
      answers(`HTTP/1.1 200 OK\r\nContent-Length: ${size}\r\n\r\n${'x'.repeat(size)}`),
    );
    const slow = clientOf(backend.url).request();
    const taken = slow.onBody.bind(slow);
    slow.onBody = (...piece) => {
      setImmediate(() => slow.connection!.resume());
      taken(...piece);
      return false;
    };
    await slow.untilEnded();
    expect(slow.body).toHaveLength(size);
    expect(slow.calls).toEqual(ANSWERED);
  });

  describe('whose answer ends with the connection', () => {
    const HALF = answers('HTTP/1.1 200 OK\r\n\r\nhello');

    it('ends well by a FIN', async () => {
      const backend = await TlsBackend.started(pemOf(byAddress), async (connection) => {
        await connection.head();
        connection.write('HTTP/1.1 200 OK\r\n\r\nhello');
        connection.end();
      });
      expect((await clientOf(backend.url).get()).calls).toEqual(ANSWERED);
    });

    it('does not by a reset', async () => {
      const backend = await TlsBackend.started(pemOf(byAddress), HALF);
      const connections: RawConnection[] = [];
      const relay = await started((connection) => {
        connections.push(connection);
        const onwards = closedAfterTest(new RawConnection(connect(portOf(backend.url), '127.0.0.1')));
        connection.socket.pipe(onwards.socket).pipe(connection.socket);
      });
      const told = clientOf(relay.url.replace('http:', 'https:')).request();
      told.onBody = () => {
        connections[0].reset();
        return true;
      };
      expect((await told.untilEnded()).calls.at(-1)).toBe('failure upstream_closed in body');
    });
  });

  describe('that fails in the handshake counts as not reached', () => {
    it.each([
      ['closing at once', (): string => ''],
      ['speaking plain HTTP', (): string => 'HTTP/1.1 400 Bad Request\r\n\r\n'],
    ])('by %s', async (_how, bytes) => {
      const backend = await started(async (connection) => {
        await connection.hasMore();
        connection.write(bytes());
        connection.end();
      });
      const client = clientOf(backend.url.replace('http:', 'https:'));
      expect((await client.get()).calls).toEqual(NOT_CONNECTED);
      expect(client.openConnections).toBe(0);
    });

    it('by never answering', async () => {
      const server = createServer();
      const listener = new LocalListener(server);
      await listener.start();
      closedAfterTest({ close: () => listener.stop() });
      const clock = new FakeClock();
      const settings = { ...someSettings(), tls: readTls({ ca: ours.ca, verify: true }) };
      const client = new SocketClient(listener.url.replace('http:', 'https:'), settings, clock);
      const silent = once(server, 'connection');
      const told = client.request();
      await silent;
      clock.advance(settings.timeouts.connect + 50);
      expect(told.calls).toEqual(['connection', 'failure upstream_connect_timeout in connect']);
    });
  });

  function portOf(url: string): number {
    return Number(new URL(url).port);
  }

  function named(url: string): string {
    return url.replace('127.0.0.1', 'localhost');
  }

  /** Expects that no byte of a request has reached the backend. */
  function expectNoRequest(backend: TlsBackend): void {
    expect(backend.sockets.map((socket) => socket.bytesRead)).toEqual(backend.sockets.map(() => 0));
  }
});

describe('readTls', () => {
  it('says which file it cannot read', () => {
    expect(() => readTls({ ca: '/does/not/exist.pem', verify: true })).toThrow('/does/not/exist.pem');
  });

  it('refuses what is no certificate', () => {
    expect(() => readTls({ cert: __filename, key: __filename, verify: true })).toThrow();
  });
});

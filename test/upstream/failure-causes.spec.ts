import { createServer as createHttp2Server } from 'node:http2';
import { createServer as createHttpServer } from 'node:http';
import { createServer, type Server, type Socket } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import { Logger } from '@nestjs/common';
import { type BackendStatus, type PoolList } from '@app/contracts';
import { EventLog } from '../../apps/gateway/src/admin/events/event-log';
import { FAILURE_KINDS, type FailureKind } from '../../apps/gateway/src/data-plane/errors/failure-cause';
import { Telemetry } from '../../apps/gateway/src/telemetry/telemetry';
import { Exposition } from '../../apps/gateway/src/telemetry/metrics/exposition';
import { LogCollector } from '../logs/support/log-collector';
import { type BackendDouble } from '../support/backend.double';
import { eventually } from '../support/eventually';
import { aGateway, type TestGateway } from '../support/test-gateway';
import { type Certificate, Certificates, pemOf } from './support/certificates';
import { ServerBackend } from './support/server-backend';

const authority = new Certificates();
afterAll(() => authority.close());
afterEach(() => void Logger.overrideLogger(false));

const right = (): Certificate => authority.sign('right', 'IP:127.0.0.1');

/** Writes this as soon as anything arrives, and does what comes then. */
function saying(text: string | Buffer, then: (socket: Socket) => void = () => undefined): Server {
  return createServer((socket) => {
    socket.on('error', () => undefined);
    socket.once('data', () => socket.write(text, () => then(socket)));
  });
}

function secured(certificate: Certificate): Server {
  const server = createTlsServer(pemOf(certificate), (socket) => {
    socket.on('error', () => undefined);
    socket.once('data', () => socket.end('HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n'));
  });
  return server.on('tlsClientError', () => undefined);
}

/** A backend without a listener. */
function absent(url: string): BackendDouble {
  return { name: 'a', url, start: () => Promise.resolve(), stop: () => Promise.resolve() };
}

interface Case {
  readonly kind: FailureKind;
  /** The text of the failure. */
  readonly says: RegExp;
  readonly backend: () => BackendDouble;
  readonly pool?: object;
}

const tls = { tls: { ca: authority.ca } };
const timeouts = { connect: '100ms', response: '100ms', bodyIdle: '100ms' };
const CASES: Record<string, Case> = {
  'a port without a listener': {
    kind: 'connection_refused',
    says: /^connection refused$/,
    backend: () => absent('http://127.0.0.1:1'),
  },
  'a socket that is not there': {
    kind: 'unreachable',
    says: /^no such socket$/,
    backend: () => absent('unix:/nowhere/at/all.sock'),
  },
  'a name that does not exist': {
    kind: 'dns',
    says: /: nowhere\.invalid$/,
    backend: () => absent('http://nowhere.invalid:80'),
    pool: { timeouts: { connect: '20s' } },
  },
  'a port that never answers a handshake': {
    kind: 'connect_timeout',
    says: /^no connection in time$/,
    backend: () =>
      new ServerBackend(
        createServer(() => undefined),
        'https',
      ),
    pool: { timeouts },
  },
  'TLS to a plain port': {
    kind: 'tls_handshake',
    says: /^the port does not speak TLS \(wrong version number\)$/,
    backend: () => new ServerBackend(createHttpServer(), 'https'),
  },
  'a port that closes during the handshake': {
    kind: 'tls_handshake',
    says: /during the TLS handshake$/,
    backend: () =>
      new ServerBackend(
        createServer((socket) => socket.once('data', () => socket.end())),
        'https',
      ),
  },
  'a certificate of an unknown authority': {
    kind: 'certificate_untrusted',
    says: /^the certificate is not trusted: .*subject CN=right, issuer CN=Test CA, valid from .* to .*IP Address:127\.0\.0\.1/,
    backend: () => new ServerBackend(secured(right()), 'https'),
  },
  'a certificate that has ended': {
    kind: 'certificate_expired',
    says: /^the certificate has expired \(subject CN=old, .*valid from .* to .* GMT, names IP Address:127/,
    backend: () => new ServerBackend(secured(authority.signFor(-1, 'old', ['IP:127.0.0.1'])), 'https'),
    pool: tls,
  },
  'a certificate of another name': {
    kind: 'certificate_name',
    says: /^the certificate is for a host other than 127\.0\.0\.1 \(subject CN=other, .*names DNS:other\.example/,
    backend: () => new ServerBackend(secured(authority.sign('other', 'DNS:other.example')), 'https'),
    pool: tls,
  },
  'a plain request to a TLS port': {
    kind: 'protocol',
    says: /the port speaks TLS/,
    backend: () => new ServerBackend(saying(Buffer.from([0x15, 3, 1, 0, 2, 2, 0x46]))),
  },
  'a backend of HTTP/2 only': {
    kind: 'protocol',
    says: /the port speaks HTTP\/2 only/,
    backend: () => new ServerBackend(createHttp2Server().on('sessionError', () => undefined)),
  },
  'an answer that is no HTTP': {
    kind: 'protocol',
    says: /repeated Transfer-Encoding$/,
    backend: () =>
      new ServerBackend(
        saying('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n'),
      ),
  },
  'a backend that closes instead of answering': {
    kind: 'closed',
    says: /before the response$/,
    backend: () => new ServerBackend(saying('', (socket) => socket.end())),
  },
  'half an answer': {
    kind: 'truncated',
    says: /in the middle of the response$/,
    backend: () =>
      new ServerBackend(saying('HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nha', (socket) => socket.end())),
  },
  'a backend that does not answer': {
    kind: 'response_timeout',
    says: /^no response in time$/,
    backend: () => new ServerBackend(createServer(() => undefined)),
    pool: { timeouts: { ...timeouts, connect: '20s' } },
  },
  'an answer that stops': {
    kind: 'idle_timeout',
    says: /^no further piece of the response in time$/,
    backend: () => new ServerBackend(saying('HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nha')),
    pool: { timeouts: { ...timeouts, connect: '20s', response: '20s' } },
  },
};

async function failingAt({ backend, pool }: Case): Promise<[TestGateway, LogCollector]> {
  const sections = { log: { format: 'json', access: { mode: 'all' } } };
  const gateway = await aGateway({ backends: [backend()], pool, sections, affinity: {} });
  const log = new LogCollector(gateway);
  gateway.application.app.useLogger(gateway.application.app.get(Telemetry).logger);
  return [gateway, log];
}

async function statusOf(gateway: TestGateway): Promise<BackendStatus> {
  const { pools } = JSON.parse((await gateway.admin('/api/pools')).text) as PoolList;
  return pools[0].backends[0];
}

describe.each(Object.entries(CASES))('%s', (_, own) => {
  const { kind, says } = own;

  it('is named in the access line, the log, the state, the event and the metric', async () => {
    const [gateway, log] = await failingAt(own);
    await gateway.fetch('/').catch(() => undefined);
    const cause = await eventuallyFound(() => /"cause":"((?:[^"\\]|\\.)*)"/.exec(log.text)?.[1]);
    const [found, text] = [cause.slice(0, cause.indexOf(':')), cause.slice(cause.indexOf(':') + 2)];
    expect(found).toBe(kind);
    expect(text).toMatch(says);
    expect(log.text).toContain(`"msg":"A request failed at main/a: ${text}"`);
    expect(await statusOf(gateway)).toMatchObject({
      lastFailure: { kind, text, at: expect.any(String) },
      why: `a request failed: ${text}`,
    });
    const events = JSON.stringify(gateway.application.app.get(EventLog));
    expect(events).toContain(`A request failed at main/a: ${text}`);
    const metrics = (await gateway.application.app.get(Exposition).render(undefined)).text;
    const line = `load_distributer_upstream_failures_total{pool="main",backend="a",kind="${kind}"}`;
    expect(metrics).toMatch(new RegExp(`${line.replace(/[{}]/g, '\\$&')} [1-9]`));
  });
});

describe.each([
  'certificate_untrusted',
  'certificate_expired',
  'certificate_name',
  'connection_refused',
  'dns',
] as const)('a probe that fails with %s', (kind) => {
  it('says what a request says', async () => {
    const own = Object.values(CASES).find((each) => each.kind === kind)!;
    const health = { enabled: true, path: '/', fall: 1, interval: '100ms', timeout: '20s' };
    const [gateway] = await failingAt({ ...own, pool: { ...own.pool, health } });
    await eventually(() => expect(gateway.state('a').lastChange).toBeDefined());
    const reason = gateway.state('a').lastChange!.reason;
    expect(reason).toMatch(/^a probe failed: /);
    expect(reason.slice('a probe failed: '.length)).toMatch(own.says);
    expect((await statusOf(gateway)).why).toBe(reason);
  });
});

describe('the kinds of failures', () => {
  it('are all among these, but for those of other services', () => {
    const seen = new Set(Object.values(CASES).map(({ kind }) => kind));
    expect(FAILURE_KINDS.filter((kind) => !seen.has(kind))).toEqual(['bad_status', 'other']);
  });
});

async function eventuallyFound(look: () => string | undefined): Promise<string> {
  await eventually(() => expect(look()).toBeDefined());
  return look()!;
}

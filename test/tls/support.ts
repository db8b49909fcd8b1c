import { connect, type ClientHttp2Session, type IncomingHttpHeaders } from 'node:http2';
import { readFileSync } from 'node:fs';
import { Agent, request } from 'node:https';
import { type IncomingMessage } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { once } from 'node:events';
import { closedAfterTest } from '../support/closing';
import { aGateway, type GatewayOptions, type TestGateway } from '../support/test-gateway';
import { Certificates } from '../upstream/support/certificates';

/** An answer by either version of HTTP. */
export interface SecureAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
}

/** An authority whose files are gone after the test. */
export function anAuthority(): Certificates {
  return closedAfterTest(new Certificates());
}

/** A gateway that encrypts, in front of these backends. */
export async function aSecureGateway(
  wishes: GatewayOptions,
  tls: object = {},
  authority = anAuthority(),
): Promise<SecureGateway> {
  const { cert, key } = authority.sign('localhost', 'DNS:localhost', 'IP:127.0.0.1');
  const listen = { ...wishes.listen, tls: { cert, key, ...tls } };
  return new SecureGateway(await aGateway({ ...wishes, listen }), authority);
}

/** A gateway that encrypts, in this process or in others, and clients of it. */
export class SecureGateway<Gateway extends { readonly port: number } = TestGateway> {
  constructor(
    readonly gateway: Gateway,
    readonly authority: Certificates,
  ) {}

  get ca(): Buffer {
    return readFileSync(this.authority.ca);
  }

  /** A GET by HTTP/1.1 over TLS. */
  async fetch(path: string, options: object = {}): Promise<SecureAnswer> {
    const agent = new Agent({ keepAlive: false });
    const { port } = this.gateway;
    const outgoing = request({ host: 'localhost', port, path, ca: this.ca, agent, ...options }).end();
    const [response] = (await once(outgoing, 'response')) as [IncomingMessage];
    const text = (await buffer(response)).toString();
    return { status: response.statusCode!, headers: response.headers, text };
  }

  /** A connection that speaks HTTP/2. */
  async session(options: object = {}): Promise<ClientHttp2Session> {
    const session = connect(`https://localhost:${this.gateway.port}`, { ca: this.ca, ...options });
    closedAfterTest({ close: () => session.destroy() });
    session.on('error', () => undefined);
    await once(session, 'connect');
    return session;
  }
}

/** Sends a request on a session and reads its answer. */
export async function send(
  session: ClientHttp2Session,
  headers: Record<string, string | string[]>,
  body?: Buffer | string,
): Promise<SecureAnswer> {
  const stream = session.request(headers, { endStream: body === undefined });
  if (body !== undefined) stream.end(body);
  const [fields] = (await once(stream, 'response')) as [IncomingHttpHeaders];
  const text = (await buffer(stream)).toString();
  return { status: Number(fields[':status']), headers: fields, text };
}

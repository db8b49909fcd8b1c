import { Agent as HttpAgent } from 'node:http';
import { type Readable } from 'node:stream';
import { type AxiosRequestConfig } from 'axios';
import { CertificateNamingAgent } from '../data-plane/upstream/connections/peer-certificate';
import { type UpstreamTls } from '../data-plane/upstream/connections/upstream-tls';
import { type Endpoint } from '../platform/endpoint';

/** So much of a body is read: the responses to the control plane are short. */
const MAX_BYTES = 64 * 1024;

/** Where a request of the control plane goes. */
export interface BackendTarget {
  readonly endpoint: Endpoint;
  /** Value of the `Host` header. */
  readonly authority: string;
  readonly tls: UpstreamTls | undefined;
}

/** The parts of such a request. */
export interface BackendRequest {
  readonly path?: string | undefined;
  readonly method: string;
  readonly headers?: Readonly<Record<string, string>> | undefined;
}

/** A request of the control plane to a backend, answered by a stream, whatever its status. */
export function requestTo(
  { endpoint, authority, tls }: BackendTarget,
  { path, method, headers }: BackendRequest,
): AxiosRequestConfig {
  const host = endpoint.kind === 'unix' || !endpoint.host.includes(':') ? '' : `[${endpoint.host}]`;
  const origin =
    endpoint.kind === 'unix'
      ? 'http://localhost'
      : `${endpoint.kind === 'tls' ? 'https' : 'http'}://${host || endpoint.host}:${endpoint.port}`;
  return {
    url: `${origin}${path}`,
    method,
    headers: { host: authority, 'user-agent': 'load-distributer', accept: '*/*', ...headers },
    ...(endpoint.kind === 'unix' ? { socketPath: endpoint.path } : {}),
    httpAgent: new HttpAgent({ keepAlive: false }),
    httpsAgent: new CertificateNamingAgent({
      keepAlive: false,
      maxCachedSessions: 0,
      secureContext: tls?.context,
      rejectUnauthorized: tls?.verify ?? true,
      servername: tls?.serverName ?? (endpoint.kind === 'tls' ? (endpoint.serverName ?? '') : ''),
    }),
    responseType: 'stream',
    // Every status counts as a response; errors are for requests without a response.
    validateStatus: null,
    maxRedirects: 0,
    decompress: false,
    // A proxy that the environment names is for others.
    proxy: false,
  };
}

/** The first 64 KiB of a body as text. */
export async function beginningOf(body: Readable): Promise<string> {
  const pieces: Buffer[] = [];
  let bytes = 0;
  for await (const piece of body as AsyncIterable<Buffer>) {
    pieces.push(piece);
    bytes += piece.length;
    if (bytes >= MAX_BYTES) break;
  }
  return Buffer.concat(pieces).toString('utf8', 0, MAX_BYTES);
}

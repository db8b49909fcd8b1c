import { Agent as HttpAgent } from 'node:http';
import { type Readable } from 'node:stream';
import { type HttpService } from '@nestjs/axios';
import { type AxiosRequestConfig, type AxiosResponse } from 'axios';
import { CertificateNamingAgent } from '../../data-plane/upstream/connections/peer-certificate';
import { type UpstreamTls } from '../../data-plane/upstream/connections/upstream-tls';
import { type Endpoint } from '../../platform/endpoint';
import { type HealthSettings } from './health-settings';
import { failureOf, PASSED, type HealthProbe, type ProbeResult } from './probe';

/** So much of a body is read; what a backend says of its health is short. */
const MAX_BYTES = 64 * 1024;

/** Where an HTTP probe goes. */
export interface ProbeTarget {
  readonly endpoint: Endpoint;
  /** Value of the `Host` header. */
  readonly authority: string;
  readonly tls: UpstreamTls | undefined;
}

/** Asks with an HTTP request, and judges by status and body. */
export class HttpProbe implements HealthProbe {
  /** Made for the first probe: agents for a thousand backends at once would be noticed. */
  private request: AxiosRequestConfig | undefined;
  private readonly pattern: RegExp | undefined;

  constructor(
    private readonly http: HttpService,
    private readonly settings: HealthSettings,
    private readonly target: ProbeTarget,
  ) {
    this.pattern = settings.body === undefined ? undefined : new RegExp(settings.body);
  }

  async ask(signal: AbortSignal): Promise<ProbeResult> {
    this.request ??= requestTo(this.target, this.settings);
    try {
      const response = await this.http.axiosRef.request<Readable>({ ...this.request, signal });
      const text = await beginningOf(response.data);
      return this.judge(response, text);
    } catch (error) {
      signal.throwIfAborted();
      return failureOf(error);
    }
  }

  private judge({ status, headers }: AxiosResponse, text: string): ProbeResult {
    if (status === 404 && this.settings.drainOn404) return { kind: 'draining', reason: 'answered 404' };
    if (this.settings.status.some(({ from, to }) => status >= from && status <= to))
      return this.pattern === undefined || this.pattern.test(text)
        ? PASSED
        : { kind: 'failed', reason: `answered ${status} with a body that does not match` };
    if (status === 503 && headers['retry-after'] !== undefined)
      return { kind: 'draining', reason: 'answered 503 with Retry-After' };
    return { kind: 'failed', reason: `answered ${status}` };
  }
}

function requestTo({ endpoint, authority, tls }: ProbeTarget, settings: HealthSettings): AxiosRequestConfig {
  const host = endpoint.kind === 'unix' || !endpoint.host.includes(':') ? '' : `[${endpoint.host}]`;
  const origin =
    endpoint.kind === 'unix'
      ? 'http://localhost'
      : `${endpoint.kind === 'tls' ? 'https' : 'http'}://${host || endpoint.host}:${endpoint.port}`;
  return {
    url: `${origin}${settings.path}`,
    method: settings.method,
    headers: { host: authority, 'user-agent': 'load-distributer', accept: '*/*', ...settings.headers },
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
    // Every status counts as a response; errors are for probes without a response.
    validateStatus: null,
    maxRedirects: 0,
    decompress: false,
    // A proxy that the environment names is for others.
    proxy: false,
  };
}

async function beginningOf(body: Readable): Promise<string> {
  const pieces: Buffer[] = [];
  let bytes = 0;
  for await (const piece of body as AsyncIterable<Buffer>) {
    pieces.push(piece);
    bytes += piece.length;
    if (bytes >= MAX_BYTES) break;
  }
  return Buffer.concat(pieces).toString('utf8', 0, MAX_BYTES);
}

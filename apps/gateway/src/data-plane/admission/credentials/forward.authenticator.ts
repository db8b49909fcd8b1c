import { Agent as HttpAgent } from 'node:http';
import axios, { type AxiosInstance, type AxiosResponse } from 'axios';
import { AuthUnavailableError, BEARER_CHALLENGE, RefusedByServiceError } from '../../errors/admission.errors';
import { socketFailure } from '../../errors/socket-failure';
import { CertificateNamingAgent } from '../../upstream/connections/peer-certificate';
import { type Exchange } from '../../exchange/exchange';
import { Identity, inField } from '../../exchange/identity';
import { cookieText, headerValue, isRepeated } from '../../http/request-values';
import { type Authenticator, type AuthenticationResult } from './authenticator';

/** Whom to ask, and what to tell; names of headers in lower case, times in milliseconds. */
export interface ForwardSettings {
  readonly url: string;
  readonly timeout: number;
  /** Headers of the request that the service sees. */
  readonly requestHeaders: readonly string[];
  /** Headers of the service's response that the backend sees. */
  readonly responseHeaders: readonly string[];
}

/** The name that the service gives to an admitted client. Without this header, the client is anonymous. */
const NAME_HEADER = 'x-auth-name';
const MAX_RESPONSE_BYTES = 64 * 1024;
/** Headers of the service's refusal that the client receives. */
const PASSED_ON = ['location', 'www-authenticate', 'set-cookie'];

/** Asks an outside service about each request, as nginx's auth_request and Traefik's forwardAuth do: 2xx admits. */
export class ForwardAuthenticator implements Authenticator {
  readonly challenge = BEARER_CHALLENGE;
  readonly wanted = 'credentials';
  private readonly service: AxiosInstance;
  private readonly agents = {
    httpAgent: new HttpAgent({ keepAlive: true, maxSockets: 256 }),
    httpsAgent: new CertificateNamingAgent({ keepAlive: true, maxSockets: 256 }),
  };

  constructor(private readonly settings: ForwardSettings) {
    this.service = axios.create({
      ...this.agents,
      timeout: settings.timeout,
      maxRedirects: 0,
      maxContentLength: MAX_RESPONSE_BYTES,
      responseType: 'text',
      proxy: false,
      validateStatus: () => true,
    });
  }

  async check(exchange: Exchange): Promise<AuthenticationResult> {
    if (this.isAmbiguous(exchange)) return 'invalid';
    const { url, responseHeaders } = this.settings;
    // The client is not to blame for an error on the way to the service.
    const response = await this.service
      .get<string>(url, { headers: this.question(exchange) })
      .catch((error: Error): never => {
        throw new AuthUnavailableError(url, socketFailure(error));
      });
    if (response.status >= 200 && response.status < 300) {
      const fields = fieldsOf(response, responseHeaders).map(([name, value]) => `${name}: ${value}\r\n`);
      const [[, name = ''] = []] = fieldsOf(response, [NAME_HEADER]);
      return new Identity({ kind: 'forward', name, fields: fields.join('') });
    }
    if (response.status >= 500 || response.status < 300)
      throw new AuthUnavailableError(url, { kind: 'bad_status', text: `answered ${response.status}` });
    throw new RefusedByServiceError(response.status, fieldsOf(response, PASSED_ON).flat());
  }

  strip({ head }: Exchange): void {
    for (const name of ['authorization', 'cookie']) {
      if (this.settings.requestHeaders.includes(name)) head.withhold(name);
    }
  }

  open(): void {}

  close(): void {
    this.agents.httpAgent.destroy();
    this.agents.httpsAgent.destroy();
  }

  /**
   * True if a backend might take another value of what the service goes by. It sees all cookies, as a backend does.
   */
  private isAmbiguous({ request }: Exchange): boolean {
    return this.settings.requestHeaders.some(
      (name) => name !== 'cookie' && isRepeated(request.rawHeaders, name),
    );
  }

  /** The request as the service sees it: what it was, and the headers that the configuration names. */
  private question({ head, client, request }: Exchange): Record<string, string> {
    const headers: Record<string, string> = {
      'x-forwarded-method': head.method,
      'x-forwarded-uri': head.path,
      'x-forwarded-host': head.host,
      'x-forwarded-proto': client.scheme,
      'x-forwarded-for': client.clientAddress(head.forwardedFor),
    };
    for (const name of this.settings.requestHeaders) {
      const { rawHeaders } = request;
      const value = name === 'cookie' ? cookieText(rawHeaders) : headerValue(rawHeaders, name);
      if (value !== undefined) headers[name] = value;
    }
    return headers;
  }
}

/** Name and value of each of these headers, as often as the service sent it. */
function fieldsOf({ headers }: AxiosResponse, names: readonly string[]): [string, string][] {
  return names.flatMap((name) => {
    const value = headers[name] as unknown;
    const values = Array.isArray(value) ? value : value === undefined ? [] : [value];
    return values.map((each): [string, string] => [name, lineOf(String(each))]);
  });
}

/** Node's parser lets no line break through; what is no ASCII is encoded, as names are. */
function lineOf(value: string): string {
  return /^[\t -~]*$/.test(value) ? value : inField(value);
}

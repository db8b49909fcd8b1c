import { readFileSync } from 'node:fs';
import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import axios, { type AxiosInstance } from 'axios';
import { type Clock } from '../../../platform/clock';
import { within } from '../time-limit';

/** More than the list of 10,000 backends needs, with long entries. */
const MAX_BYTES = 32 * 1024 * 1024;

/** An answer with JSON, or without a body. */
export interface JsonResponse {
  readonly status: number;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, unknown>>;
  /** Undefined for any status but 200. */
  readonly value: unknown;
}

export interface JsonQuestion {
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** For the whole answer, in milliseconds. */
  readonly timeout: number;
}

/** Asks services of the control plane for JSON. One connection each time: it is seldom, and nothing stays open. */
export class JsonClient {
  private readonly http: AxiosInstance;

  /** @param ca a file of certificates that are trusted instead of the public ones. */
  constructor(
    private readonly clock: Clock,
    private readonly ca?: string,
  ) {
    this.http = axios.create({
      httpAgent: new HttpAgent({ keepAlive: false }),
      maxRedirects: 0,
      maxContentLength: MAX_BYTES,
      responseType: 'text',
      // JSON is parsed here, so that malformed JSON has an error of its own.
      transformResponse: (text: unknown) => text,
      decompress: false,
      proxy: false,
      validateStatus: () => true,
    });
  }

  /** @throws Error when there is no answer in time, or one of 200 that is no JSON or too long. */
  async ask({ url, headers, timeout }: JsonQuestion, signal: AbortSignal): Promise<JsonResponse> {
    const {
      status,
      headers: fields,
      data,
    } = await within(timeout, signal, this.clock, (limit) =>
      this.http.get<string>(url, {
        signal: limit,
        headers: {
          accept: 'application/json',
          'accept-encoding': 'identity',
          'user-agent': 'load-distributer',
          ...headers,
        },
        httpsAgent: new HttpsAgent({ keepAlive: false, ca: this.ca && readFileSync(this.ca) }),
      }),
    );
    return { status, headers: fields, value: status === 200 ? parsed(data) : undefined };
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new Error('the response has status 200, but is not JSON');
  }
}

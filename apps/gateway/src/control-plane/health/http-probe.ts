import { type Readable } from 'node:stream';
import { type HttpService } from '@nestjs/axios';
import { type AxiosRequestConfig, type AxiosResponse } from 'axios';
import { beginningOf, type BackendTarget, requestTo } from '../backend-request';
import { type HealthSettings } from './health-settings';
import { failureOf, PASSED, type HealthProbe, type ProbeResult } from './probe';

/** Asks with an HTTP request, and judges by status and body. */
export class HttpProbe implements HealthProbe {
  /** Made for the first probe: agents for a thousand backends at once would be noticed. */
  private request: AxiosRequestConfig | undefined;
  private readonly pattern: RegExp | undefined;

  constructor(
    private readonly http: HttpService,
    private readonly settings: HealthSettings,
    private readonly target: BackendTarget,
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

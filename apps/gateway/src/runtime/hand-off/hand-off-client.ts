import { createHmac } from 'node:crypto';
import { type Readable } from 'node:stream';
import { HttpService } from '@nestjs/axios';
import { Inject, Injectable } from '@nestjs/common';
import { Clock } from '../../platform/clock';
import { parseEndpoint } from '../../platform/endpoint';
import { type Backend } from '../../data-plane/upstream/backend';
import { type HandOffSettings } from '../../data-plane/upstream/pool';
import { UpstreamClient } from '../../data-plane/upstream/upstream-client';
import { beginningOf, requestTo } from '../../control-plane/backend-request';

/** The resource that a backend is asked to pass on. */
export interface HandOffMessage {
  readonly key: string;
  readonly rule: string;
  readonly to: { readonly id: string; readonly url: string };
  /** At most the epoch under which the new owner will be. */
  readonly epoch: number;
}

/** The answer of the owner. */
export type HandOffReply =
  /** It has passed the resource on. */
  | { readonly kind: 'passed' }
  /** It keeps the resource (409). */
  | { readonly kind: 'refused' }
  /** It does not have the resource (404 with the code `nothing_to_move`). */
  | { readonly kind: 'absent' }
  /** Nothing is known. */
  | { readonly kind: 'failed'; readonly reason: string };

/** Attempts to report the end of a hand-off, and milliseconds between them. */
const REPORTS = 3;
const REPORT_PAUSE = 200;

/** Asks backends to hand resources off: see docs/explanation/fencing-and-hand-off.md for the protocol. */
@Injectable()
export class HandOffClient {
  constructor(
    private readonly http: HttpService,
    private readonly upstream: UpstreamClient,
    @Inject(Clock) private readonly clock: Clock,
  ) {}

  /** Asks the owner to pass the resource on. Never rejects. */
  async ask(owner: Backend, settings: HandOffSettings, message: HandOffMessage): Promise<HandOffReply> {
    try {
      const { status, text } = await this.post(owner, settings, settings.path, message);
      if (status >= 200 && status < 300) return { kind: 'passed' };
      if (status === 409) return { kind: 'refused' };
      if (status === 404 && text.includes('"nothing_to_move"')) return { kind: 'absent' };
      return { kind: 'failed', reason: `${owner.id} answered ${status} to the hand-off` };
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      return { kind: 'failed', reason: `${owner.id}: ${reason}` };
    }
  }

  /** Reports the end of a hand-off to one of its parties, a few times until it confirms that. Never rejects. */
  async report(
    backend: Backend,
    settings: HandOffSettings,
    message: HandOffMessage,
    moved: boolean,
  ): Promise<void> {
    for (let attempt = 0; attempt < REPORTS; attempt++) {
      try {
        const { status } = await this.post(backend, settings, `${settings.path}/done`, { ...message, moved });
        // A backend without this endpoint learns the same from the epochs of requests.
        if (status < 500) return;
      } catch {
        // It may be restarting.
      }
      await new Promise<void>((resolve) => this.clock.after(REPORT_PAUSE, resolve));
    }
  }

  private async post(
    backend: Backend,
    { secret, timeout }: HandOffSettings,
    path: string,
    message: object,
  ): Promise<{ status: number; text: string }> {
    const body = JSON.stringify(message);
    const time = Math.floor(this.clock.wallTime() / 1000);
    const signature = createHmac('sha256', secret).update(`${time}.${body}`).digest('hex');
    const headers = {
      'content-type': 'application/json',
      'x-handoff-signature': `t=${time},v1=${signature}`,
    };
    const tls = this.upstream.connectionsTo(backend)?.settings.tls;
    const target = { endpoint: parseEndpoint(backend.url), authority: backend.authority, tls };
    const abort = new AbortController();
    const limit = this.clock.after(timeout, () => abort.abort());
    try {
      const request = {
        ...requestTo(target, { path, method: 'POST', headers }),
        data: body,
        signal: abort.signal,
      };
      const { status, data } = await this.http.axiosRef.request<Readable>(request);
      return { status, text: await beginningOf(data) };
    } catch (error) {
      if (abort.signal.aborted) throw new Error(`no response within ${timeout} ms`, { cause: error });
      throw error;
    } finally {
      limit.cancel();
    }
  }
}

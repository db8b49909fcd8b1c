import { request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import { sign, SIGNATURE_HEADER } from '../http/signature';
import { type OwnershipSettings } from '../ownership-options';
import { type DoneMessage, type HandOffMessage, type StateMessage } from './messages';
import { within } from './time-limit';

/**
 * How the new owner has responded: `accepted`, `refused` for certain, or `unknown`, if it may have the state. `reason` says
 * more about the last two.
 */
export interface Delivery {
  readonly result: 'accepted' | 'refused' | 'unknown';
  readonly reason: string;
}

/** Sends signed messages to the new owner of a key, each on a connection of its own. */
export class StateSender {
  constructor(private readonly settings: OwnershipSettings) {}

  /** Never rejects. */
  async sendState({ key, rule, to, epoch }: HandOffMessage, state: string): Promise<Delivery> {
    // The state is JSON already, so that it is turned into text once.
    const fields = JSON.stringify({ key, rule, epoch } satisfies Omit<StateMessage, 'state'>).slice(0, -1);
    return this.post(to.url, '/state', `${fields},"state":${state}}`);
  }

  /** Reports that the key stays here, in case the new owner has the state. */
  async sendStays({ key, rule, to, epoch }: HandOffMessage): Promise<void> {
    await this.post(
      to.url,
      '/done',
      JSON.stringify({ key, rule, to, epoch, moved: false } satisfies DoneMessage),
    );
  }

  private async post(base: string, path: string, body: string): Promise<Delivery> {
    const { secret, now, sendTimeout, path: root } = this.settings;
    const headers = {
      'Content-Type': 'application/json',
      'Content-Length': Buffer.byteLength(body),
      [SIGNATURE_HEADER]: sign(secret[0], body, now()),
    };
    const url = new URL(base.replace(/\/+$/, '') + root + path);
    const post = url.protocol === 'https:' ? requestHttps : requestHttp;
    // A connection of its own: one that was kept could be closed at this moment, and the outcome would be unknown.
    const sent = post(url, { method: 'POST', agent: false, headers });
    const status = new Promise<number>((resolve, reject) => {
      sent.on('error', reject);
      sent.on('response', (response) => {
        response.on('error', () => undefined).resume();
        resolve(response.statusCode!);
      });
    });
    sent.end(body);
    try {
      return verdictOn(await within(sendTimeout, status));
    } catch (error) {
      return { result: isUnsent(error) ? 'refused' : 'unknown', reason: (error as Error).message };
    } finally {
      sent.destroy();
    }
  }
}

/** A 5xx may come from a proxy, or from a backend that has imported half of the state. */
function verdictOn(status: number): Delivery {
  const reason = `it responded with ${status}`;
  if (status >= 200 && status <= 299) return { result: 'accepted', reason };
  return { result: status >= 300 && status <= 499 ? 'refused' : 'unknown', reason };
}

/** True if no byte can have arrived. A name with several addresses fails with an error for each of them. */
function isUnsent(error: unknown): boolean {
  if (error instanceof AggregateError) return error.errors.every(isUnsent);
  const { syscall } = error as NodeJS.ErrnoException;
  return syscall === 'connect' || syscall === 'getaddrinfo';
}

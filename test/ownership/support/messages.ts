import { createHmac } from 'node:crypto';

export const SECRET = 'a secret of the gateway and its backends';

/** A response, read to its end. */
export interface Answer {
  readonly status: number;
  /** `X-Owner-Epoch` of the response. */
  readonly newest: string | null;
  readonly text: string;
  /** The code of a problem. */
  readonly code: string | undefined;
}

interface Destination {
  readonly id: string;
  readonly url: string;
}

/** The signature of a body, as the protocol describes it: written a second time, so that a mistake shows. */
export function signature(body: string, secret = SECRET, seconds = Math.floor(Date.now() / 1_000)): string {
  const hash = createHmac('sha256', secret).update(`${seconds}.${body}`).digest('hex');
  return `t=${seconds},v1=${hash}`;
}

/** Sends a request as a gateway does: under an epoch, if there is one. */
export function send(url: string, epoch?: number | string, init: RequestInit = {}): Promise<Answer> {
  const headers: Record<string, string> = epoch === undefined ? {} : { 'X-Owner-Epoch': String(epoch) };
  return answerOf(
    fetch(url, { ...init, headers: { ...headers, ...(init.headers as Record<string, string>) } }),
  );
}

/** Posts a signed message. */
export function post(url: string, message: object | string, header?: string): Promise<Answer> {
  const body = typeof message === 'string' ? message : JSON.stringify(message);
  const headers = { 'content-type': 'application/json', 'x-handoff-signature': header ?? signature(body) };
  return answerOf(fetch(url, { method: 'POST', body, headers }));
}

/** The three messages of a hand-off of key 42. */
export const handOff = (from: { url: string }, to: Destination, epoch: number, changes: object = {}) =>
  post(`${from.url}/handoff`, { key: '42', rule: 'things', to, epoch, ...changes });

export const state = (to: { url: string }, value: unknown, epoch: number, changes: object = {}) =>
  post(`${to.url}/handoff/state`, { key: '42', rule: 'things', epoch, state: value, ...changes });

export const done = (at: { url: string }, to: Destination, epoch: number, moved: boolean) =>
  post(`${at.url}/handoff/done`, { key: '42', rule: 'things', to, epoch, moved });

async function answerOf(sent: Promise<Response>): Promise<Answer> {
  const response = await sent;
  const text = await response.text();
  const isProblem = response.headers.get('content-type') === 'application/problem+json';
  const code = isProblem ? (JSON.parse(text) as { code: string }).code : undefined;
  return { status: response.status, newest: response.headers.get('x-owner-epoch'), text, code };
}

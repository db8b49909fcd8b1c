import { createHmac } from 'node:crypto';
import { type IncomingMessage, type ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import { Items } from '../../support/items';
import { type Answer } from '../../support/http-client';
import { aGateway, type TestGateway } from '../../support/test-gateway';
import { type StubBackend } from '../../support/stub-backend';

export const SECRET = 'a secret of sixteen';

/** The body of a request for a hand-off. */
export interface HandOffRequest {
  readonly key: string;
  readonly rule: string;
  readonly to: { readonly id: string; readonly url: string };
  readonly epoch: number;
  readonly moved?: boolean;
}

/** The reaction of a backend to `POST /handoff`, after the signature was verified. */
export type HandingOff = (asked: HandOffRequest, response: ServerResponse) => unknown;

/** A backend with items that it passes on by a plain PUT, the smallest hand-off that there can be. */
export class MovableItems {
  readonly asked: HandOffRequest[] = [];
  readonly done: HandOffRequest[] = [];
  /** Requests for items, as method, target and epoch. */
  readonly served: string[] = [];
  handingOff: HandingOff = (asked, response) => this.passOn(asked, response);
  readonly items: Items;

  constructor(readonly backend: StubBackend) {
    this.items = Items.of(backend);
    backend.answer((request, response) => this.answer(request, response));
  }

  /** Sends the item to the new owner, and deletes it here. */
  async passOn({ key, to }: HandOffRequest, response: ServerResponse): Promise<void> {
    const item = this.items.kept.get(key);
    if (item === undefined) {
      response.writeHead(404).end('{"code":"nothing_to_move"}');
      return;
    }
    await fetch(`${to.url}/import/${key}`, { method: 'PUT', body: item });
    this.items.kept.delete(key);
    response.writeHead(200).end();
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<unknown> {
    const { url = '' } = request;
    if (url.startsWith('/import/')) {
      this.items.kept.set(url.slice(8), await text(request));
      return response.end();
    }
    if (!url.startsWith('/handoff')) {
      this.served.push(`${request.method} ${url} ${String(request.headers['x-owner-epoch'])}`);
      return this.items.answering(request, response);
    }
    const body = await text(request);
    if (!isSigned(request.headers['x-handoff-signature'], body)) return response.writeHead(401).end();
    const asked = JSON.parse(body) as HandOffRequest;
    if (url === '/handoff') {
      this.asked.push(asked);
      return this.handingOff(asked, response);
    }
    this.done.push(asked);
    return response.end();
  }
}

function isSigned(header: string | string[] | undefined, body: string): boolean {
  const [, time, signature] = /^t=(\d+),v1=([0-9a-f]{64})$/.exec(String(header)) ?? [];
  return signature === createHmac('sha256', SECRET).update(`${time}.${body}`).digest('hex');
}

/** A gateway in front of such backends. */
export interface MovableGateway {
  readonly gateway: TestGateway;
  readonly of: Record<string, MovableItems>;
}

export async function aMovableGateway(
  names = ['a', 'b'],
  handOff: object = {},
  more: { rule?: object; pool?: object; more?: object } = {},
): Promise<MovableGateway> {
  const key = [{ path: '/items/:item_id' }, { query: 'item_id' }];
  const gateway = await aGateway({
    backends: names,
    affinity: { items: { key, ...more.rule } },
    pool: { handOff: { secret: SECRET, timeout: '60s', ...handOff }, ...more.pool },
    ...more.more,
  });
  const of = Object.fromEntries(names.map((name) => [name, new MovableItems(gateway.backend(name))]));
  return { gateway, of };
}

export function create(gateway: TestGateway, id: string | number): Promise<Answer> {
  return gateway.fetch(`/items/?item_id=${id}`, { method: 'POST', body: `item ${id}` });
}

import { type IncomingMessage } from 'node:http';
import { text } from 'node:stream/consumers';
import { type Answering, type StubBackend } from './stub-backend';

/** The items that one stub backend keeps, and the part of items-api that ownership depends on. */
export class Items {
  readonly kept = new Map<string, string>();

  /** Makes the backend answer like an items-api of its own; bodies end in its name. */
  static of(backend: StubBackend): Items {
    const items = new Items(backend.name);
    backend.answer(items.answering);
    return items;
  }

  private constructor(private readonly name: string) {}

  readonly answering: Answering = async (request, response) => {
    const { status, body } = this.answerTo(request, await text(request));
    response.writeHead(status).end(`${body}${this.name}`);
  };

  private answerTo({ method, url }: IncomingMessage, body: string): { status: number; body: string } {
    const { pathname, searchParams } = new URL(url!, 'http://items');
    const id = searchParams.get('item_id') ?? decodeURIComponent(pathname.split('/')[2]);
    const item = this.kept.get(id);
    if (method === 'POST') {
      if (item !== undefined) return { status: 400, body: 'exists on ' };
      this.kept.set(id, body);
      return { status: 201, body: 'created on ' };
    }
    if (item === undefined) return { status: 404, body: 'not found on ' };
    if (method === 'DELETE') this.kept.delete(id);
    if (method === 'PUT') this.kept.set(id, body);
    return { status: 200, body: `${this.kept.get(id) ?? item} on ` };
  }
}

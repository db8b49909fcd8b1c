import http from 'node:http';
import { once } from 'node:events';
import { setTimeout as wait } from 'node:timers/promises';

/** A backend that keeps items in memory, and can be down with its items. */
export class Owner {
  items = new Set();
  #server;

  constructor(port, created) {
    this.port = port;
    this.created = created;
  }

  async start() {
    this.#server = http.createServer((request, response) => this.#serve(request.resume(), response));
    this.#server.keepAliveTimeout = 60_000;
    await once(this.#server.listen(this.port, '127.0.0.1'), 'listening');
  }

  async stop() {
    const closed = once(this.#server, 'close');
    this.#server.close();
    this.#server.closeAllConnections();
    await closed;
  }

  async #serve({ method, url }, response) {
    const { pathname, searchParams } = new URL(url, 'http://backend');
    const [, collection, segment] = pathname.split('/');
    if (collection !== 'items') return response.writeHead(pathname === '/nope' ? 404 : 200).end('ok');
    const id = segment ? decodeURIComponent(segment) : searchParams.getAll('item_id').at(-1);
    // Long enough for the other creates of a race to arrive.
    await wait(5);
    response.writeHead(this.#apply(method, id)).end();
  }

  #apply(method, id) {
    const has = this.items.has(id);
    if (method === 'POST') {
      if (has) return 409;
      this.items.add(id);
      this.created(id, this.port);
      return 201;
    }
    if (!has) return 404;
    if (method !== 'DELETE') return 200;
    this.items.delete(id);
    return 204;
  }
}

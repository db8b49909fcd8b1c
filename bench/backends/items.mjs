/**
 * The responses of a backend: whole HTTP responses, made once, because the backends share a core with the load.
 * Each backend keeps its own set of items and denies the items of the others, so that a request sent to the
 * wrong owner shows as a 404 in the figures.
 */
export class ItemsAnswers {
  #items = new Set();
  #name;
  #small;
  #large;

  constructor(name) {
    this.#name = name;
    this.#small = this.#answer('200 OK', SMALL);
    this.#large = Buffer.from(this.#answer('200 OK', LARGE), 'latin1');
  }

  /** The answer, as latin1 text or bytes, to a request whose body was `bodyBytes` long. */
  to(method, path, bodyBytes) {
    if (path.startsWith('/items/')) return this.#item(method, path);
    if (method === 'POST') return this.#answer('200 OK', received(bodyBytes));
    return path === '/large' ? this.#large : this.#small;
  }

  #item(method, path) {
    if (method === 'POST') {
      const id = path.slice(path.indexOf('item_id=') + 8);
      this.#items.add(id);
      return this.#answer('201 Created', item(id));
    }
    const id = path.slice(7);
    return this.#items.has(id)
      ? this.#answer('200 OK', item(id))
      : this.#answer('404 Not Found', '{"detail":"Item not found"}');
  }

  #answer(status, body) {
    return (
      `HTTP/1.1 ${status}\r\nContent-Type: application/json\r\n` +
      `Content-Length: ${body.length}\r\nX-Backend: ${this.#name}\r\n\r\n${body}`
    );
  }
}

/** The body of every small answer. */
export const SMALL = '{"message":"pong"}';

/** The body of every large answer: 100 KiB. */
export const LARGE = JSON.stringify('x'.repeat(100 * 1024 - 2));

/** The body that tells how many bytes of a request arrived. */
export const received = (bytes) => `{"received":${bytes}}`;

/** The body that shows an item. */
export const item = (id) => `{"item_id":${id},"name":"item ${id}"}`;

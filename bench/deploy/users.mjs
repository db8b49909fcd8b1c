import http from 'node:http';

/** The shares of the requests for an item; the rest deletes it. */
const READS = 0.65;
const UPDATES = 0.25;

/** Ids of one user are this far apart from those of the next. */
const ID_SPACE = 1_000_000;

/**
 * Many users, each with one item at a time: create, read, update, delete, one request after the other. Each knows what its
 * item must be, so that nothing that is lost goes unnoticed. A latency counts from the moment at which a request was due.
 */
export class Users {
  requests = 0;
  failed = 0;
  lost = 0;
  /** One sentence for each kind of failure, with how often it happened. */
  failures = new Map();
  latencies = [];
  #users;
  #ports;
  #agent = new http.Agent({ keepAlive: true, maxSockets: 256 });

  /** @param ports of the gateways, which are used in turn. */
  constructor(count, ports) {
    this.#ports = ports;
    this.#users = Array.from({ length: count }, (_, at) => ({
      at,
      made: 0,
      item: undefined,
      last: Promise.resolve(),
    }));
  }

  /** The ids and names of all items that there must be. */
  get items() {
    return this.#users.flatMap(({ item }) => item ?? []);
  }

  /** One user has something to do now. */
  act() {
    const user = this.#users[Math.floor(Math.random() * this.#users.length)];
    const due = performance.now();
    user.last = user.last.then(() => this.#actAs(user, due));
  }

  /** Resolves when no request is under way. */
  async settled() {
    await Promise.all(this.#users.map(({ last }) => last));
  }

  /** Reads each item once more; resolves with those that are lost or wrong. */
  async missing() {
    const missing = [];
    for (const { id, name } of this.items) {
      const { status, body } = await this.#send('GET', `/items/${id}`);
      if (status !== 200 || nameIn(body) !== name) missing.push(id);
    }
    return missing;
  }

  close() {
    this.#agent.destroy();
  }

  async #actAs(user, due) {
    const dice = Math.random();
    const kind =
      user.item === undefined
        ? 'create'
        : dice < READS
          ? 'read'
          : dice < READS + UPDATES
            ? 'update'
            : 'delete';
    await this[`_${kind}`](user);
    this.latencies.push(performance.now() - due);
  }

  async _create(user) {
    const id = user.at * ID_SPACE + user.made++;
    const item = { id, name: `v0 of ${id}`, version: 0 };
    if (await this.#expect('create', 201, 'POST', `/items/?item_id=${id}`, item)) user.item = item;
  }

  async _read(user) {
    const { id, name } = user.item;
    const response = await this.#expect('read', 200, 'GET', `/items/${id}`);
    if (response !== undefined && nameIn(response.body) !== name)
      this.#lose(user, 'an earlier version came back');
  }

  async _update(user) {
    const { id, version } = user.item;
    const item = { id, name: `v${version + 1} of ${id}`, version: version + 1 };
    if (await this.#expect('update', 200, 'PUT', `/items/${id}`, item)) user.item = item;
  }

  async _delete(user) {
    const { id } = user.item;
    if (await this.#expect('delete', [200, 204], 'DELETE', `/items/${id}`)) user.item = undefined;
  }

  /** A proxy that has lost an item loses it once: the user makes another one. */
  async #expect(what, expected, method, path, item) {
    const response = await this.#send(method, path, item);
    this.requests++;
    if ([expected].flat().includes(response.status)) return response;
    this.failed++;
    this.#note(`${what}: ${response.status || response.error}`);
    const user = this.#users[Math.floor(Number(/\d+$/.exec(path)[0]) / ID_SPACE)];
    if (response.status === 404) this.#lose(user, 'not found');
    return undefined;
  }

  #lose(user, why) {
    this.lost++;
    this.#note(`lost: ${why}`);
    user.item = undefined;
  }

  #note(failure) {
    this.failures.set(failure, (this.failures.get(failure) ?? 0) + 1);
  }

  #send(method, path, item) {
    const port = this.#ports[this.requests % this.#ports.length];
    const body = item && JSON.stringify({ name: item.name, price: 1 });
    const headers =
      body === undefined
        ? {}
        : { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) };
    return new Promise((resolve) => {
      const request = http.request(
        { host: '127.0.0.1', port, agent: this.#agent, method, path, headers },
        (response) => {
          let text = '';
          response
            .setEncoding('utf8')
            .on('data', (chunk) => (text += chunk))
            .on('end', () => resolve({ status: response.statusCode, body: text }))
            .on('error', (error) => resolve({ status: 0, error: error.code ?? error.message }));
        },
      );
      request.on('error', (error) => resolve({ status: 0, error: error.code ?? error.message }));
      request.end(body);
    });
  }
}

function nameIn(body) {
  try {
    return JSON.parse(body).name;
  } catch {
    return undefined;
  }
}

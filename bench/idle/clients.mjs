import { once } from 'node:events';
import { connect } from 'node:net';
import { connect as connectSecurely } from 'node:tls';
import { Refusal } from '../refusal.mjs';

/** So many are connected at a time: a queue of connections that are not accepted yet is short. */
const AT_ONCE = 100;
const REQUEST = 'GET /ping HTTP/1.1\r\nHost: localhost\r\nUser-Agent: idle\r\nAccept: */*\r\n\r\n';

/** Connections that have been answered once, and are silent since. */
export class IdleClients {
  #sockets = [];

  constructor(port, secure) {
    this.port = port;
    this.secure = secure;
  }

  async add(count) {
    for (let added = 0; added < count; added += AT_ONCE) {
      const group = Array.from({ length: Math.min(AT_ONCE, count - added) }, () => this.#addOne());
      this.#sockets.push(...(await Promise.all(group)));
    }
  }

  /** How many of them are still connected. */
  get open() {
    return this.#sockets.filter(({ readyState }) => readyState === 'open').length;
  }

  close() {
    for (const socket of this.#sockets) socket.destroy();
    this.#sockets = [];
  }

  async #addOne() {
    const { port } = this;
    const socket = this.secure
      ? connectSecurely({ port, host: '127.0.0.1', rejectUnauthorized: false })
      : connect({ port, host: '127.0.0.1', noDelay: true });
    socket.on('error', () => {}); // Shows as one that is not open.
    const fault = await firstAnswer(socket, this.secure ? 'secureConnect' : 'connect').catch(
      (error) => error,
    );
    if (fault === undefined) return socket;
    throw new Refusal(
      `A client was turned away: ${fault.message}. Does \`ulimit -n\` allow for all of them?`,
    );
  }
}

async function firstAnswer(socket, connected) {
  await once(socket, connected);
  socket.write(REQUEST);
  const [answer] = await once(socket, 'data');
  if (!answer.toString('latin1').startsWith('HTTP/1.1 200')) throw new Error(answer.toString('latin1'));
}

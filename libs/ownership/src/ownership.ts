import { type IncomingMessage, type ServerResponse } from 'node:http';
import { type Duplex } from 'node:stream';
import { type Phase } from './core/key-record';
import { OwnershipTable } from './core/ownership-table';
import { Application } from './hand-off/application';
import { HandOffs } from './hand-off/hand-offs';
import { StateSender } from './hand-off/state-sender';
import { type Admitted, Guard } from './http/guard';
import { type Answer, rawText, send } from './http/answer';
import { Endpoints } from './http/endpoints';
import { KeyNames } from './key-names';
import { type OwnershipOptions, withDefaults } from './ownership-options';

/** A request and a reply of Fastify, as far as the hook uses them. */
export interface FastifyPair {
  readonly request: { readonly raw: IncomingMessage };
  readonly reply: { readonly raw: ServerResponse; hijack(): unknown };
}

/**
 * The side of a backend in fencing and hand-off. One object guards one server: it refuses requests under an old epoch before
 * their bodies are read, and answers the three endpoints of a hand-off.
 */
export class Ownership {
  private readonly table: OwnershipTable;
  private readonly names: KeyNames;
  private readonly guard: Guard;
  private readonly endpoints: Endpoints;

  /** @throws Error if there is no secret; RangeError for a number out of range. */
  constructor(options: OwnershipOptions) {
    const settings = withDefaults(options);
    this.table = new OwnershipTable(settings.maxKeys);
    this.names = new KeyNames(settings.keysByRule);
    this.guard = new Guard(this.table, this.names, settings);
    const parts = [new Application(settings), new StateSender(settings)] as const;
    this.endpoints = new Endpoints(new HandOffs(this.table, ...parts, settings), this.names, settings);
  }

  /** Number of keys that are remembered. */
  get size(): number {
    return this.table.size;
  }

  /** The phase of a key, as `key` returns it. */
  phaseOf(key: string): Phase {
    return this.table.peek(this.names.ofRequest(key))?.phase ?? 'unknown';
  }

  /**
   * For Express, connect, and plain `node:http`: calls `next` for a request that may pass, and answers all others. It must come
   * before everything that reads bodies.
   */
  readonly middleware = (request: IncomingMessage, response: ServerResponse, next: () => void): void => {
    this.handle(request, response, next, () => undefined);
  };

  /** For Fastify: `fastify.addHook('onRequest', ownership.fastifyHook)`. */
  readonly fastifyHook = (
    { raw: request }: FastifyPair['request'],
    reply: FastifyPair['reply'],
    done: () => void,
  ): void => {
    this.handle(request, reply.raw, done, () => void reply.hijack());
  };

  /**
   * For the `upgrade` event of a server (WebSockets): returns true if the request may pass, and otherwise answers it and closes
   * the connection. The request counts as in flight until the connection is closed.
   */
  readonly admitUpgrade = (request: IncomingMessage, socket: Duplex): boolean => {
    const admitted = this.guard.admit(request);
    if ('status' in admitted) socket.end(rawText(admitted));
    else this.releaseOnClose(admitted, socket);
    return !('status' in admitted);
  };

  private handle(
    request: IncomingMessage,
    response: ServerResponse,
    pass: () => void,
    take: () => void,
  ): void {
    const path = pathOf(request);
    if (this.endpoints.has(path)) {
      take();
      void this.endpoints.answer(path, request).then((answer) => send(response, answer));
      return;
    }
    const admitted: Admitted | Answer = this.guard.admit(request);
    if ('status' in admitted) {
      take();
      send(response, admitted);
      return;
    }
    this.releaseOnClose(admitted, response);
    pass();
  }

  private releaseOnClose(admitted: Admitted, end: Duplex | ServerResponse): void {
    // A client that has left already is never reported again.
    if (end.destroyed) this.guard.release(admitted);
    else end.once('close', () => this.guard.release(admitted));
  }
}

/** The path of a request, also where Express has taken away a prefix. */
function pathOf(request: IncomingMessage & { readonly originalUrl?: string }): string {
  const url = request.originalUrl ?? request.url ?? '';
  const end = url.indexOf('?');
  return end < 0 ? url : url.slice(0, end);
}

import { type Server, type Socket } from 'node:net';
import { type GatewayApplication } from '../../apps/gateway/src/app/gateway-application';
import { HeldResources } from '../../apps/gateway/src/telemetry/held-resources';
import { type Exchange } from '../../apps/gateway/src/data-plane/exchange/exchange';
import {
  type ExchangeObserver,
  ExchangeLifecycle,
} from '../../apps/gateway/src/data-plane/exchange/exchange-lifecycle';
import { eventually } from './eventually';

/**
 * Follows what a gateway takes for its exchanges, and whether it gives all of it back: every exchange ends, once, and
 * nothing is held for those that have ended.
 */
export class GatewayLedger implements ExchangeObserver {
  private readonly open = new Map<Exchange, string>();
  /** Exchanges whose end was reported although they had not begun, or had ended before. */
  private readonly endedAgain: string[] = [];
  private readonly clients = new Set<Socket>();
  private readonly held: HeldResources;
  private readonly server: Server;
  private readonly listeners: string;
  private readonly follow = (client: Socket): void => {
    this.clients.add(client);
    client.on('close', () => this.clients.delete(client));
  };

  /** Begins with the first request that comes from here on. */
  constructor({ app }: GatewayApplication) {
    this.held = app.get(HeldResources);
    app.get(ExchangeLifecycle).observe(this);
    this.server = app.getHttpServer() as Server;
    this.server.on('connection', this.follow);
    this.listeners = this.readListeners();
  }

  begun(exchange: Exchange): void {
    const { method, url } = exchange.request;
    this.open.set(exchange, `${method} ${url} by HTTP/${exchange.request.httpVersion}`);
  }

  ended(exchange: Exchange): void {
    if (!this.open.delete(exchange))
      this.endedAgain.push(`${exchange.request.method} ${exchange.request.url}`);
  }

  /**
   * Ends the connections of all clients and resolves when the gateway holds nothing for them any more.
   *
   * @throws an error that names what it still holds.
   */
  async settle(): Promise<void> {
    for (const client of this.clients) client.destroy();
    await eventually(() => this.check());
  }

  /** Follows no further connections. */
  close(): void {
    this.server.off('connection', this.follow);
  }

  /** @throws an error that names what the gateway holds at the moment. */
  check(): void {
    const entries = this.read();
    if (entries.length > 0) throw new Error(`The gateway is at rest and still holds:\n${entries.join('\n')}`);
  }

  private read(): string[] {
    const held = Object.entries(this.held.read()).filter(([, count]) => count !== 0);
    const listeners = this.readListeners();
    return [
      ...[...this.open.values()].map((request) => `an exchange that has not ended: ${request}`),
      ...this.endedAgain.map((request) => `an exchange that has ended twice: ${request}`),
      ...held.map(([resource, count]) => `${resource}: ${count as number}`),
      ...(this.clients.size === 0 ? [] : [`connections of clients: ${this.clients.size}`]),
      ...(listeners === this.listeners ? [] : [`listeners: ${listeners}, at first ${this.listeners}`]),
    ];
  }

  /** How many listeners the public server has of each event: those of requests and connections must not stay. */
  private readListeners(): string {
    const { server } = this;
    return server
      .eventNames()
      .map((name) => `${String(name)} ${server.listenerCount(name)}`)
      .join(', ');
  }
}

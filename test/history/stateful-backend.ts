import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Random } from '../../apps/gateway/src/platform/random';
import { type History } from '../simulation/history/history';
import { RecordedItems } from '../simulation/history/recorded-items';

/** The header with the number of the client's request. */
export const OPERATION = 'x-operation';

/** How a backend responds. */
export interface BackendHabits {
  /** Ratio of the requests that take up to `slowMs` milliseconds. */
  readonly slowRatio: number;
  readonly slowMs: number;
  /** Ratio of the requests that take longer than the gateway waits, up to `stuckMs` milliseconds. */
  readonly stuckRatio: number;
  readonly stuckMs: number;
  /** Ratio of the requests whose connection breaks: before they are processed, after it, or within the response. */
  readonly breakRatio: number;
}

/** A backend that keeps items and records what happens to them. It can crash and hang as a process of its own does. */
export class StatefulBackend {
  /** Since when it accepts requests; Infinity if it does not. */
  upSince = Infinity;
  private readonly items: RecordedItems;
  private server: Server | undefined;
  private readonly underWay = new Set<IncomingMessage>();
  private hanging: Promise<void> | undefined;

  constructor(
    readonly id: string,
    readonly port: number,
    public habits: BackendHabits,
    private readonly random: Random,
    private readonly history: History,
  ) {
    this.items = new RecordedItems(id, history);
  }

  async start(): Promise<void> {
    const server = createServer({ keepAliveTimeout: 60_000 }, (request, response) => {
      this.receive(request, response, server).catch(() => response.destroy());
    });
    this.server = server;
    await once(server.listen(this.port, '127.0.0.1'), 'listening');
    this.upSince = performance.now();
    this.history.event(`  ${this.id} is up`);
  }

  /** Ends as by SIGKILL: requests under way are never processed. */
  async crash(keepsItems: boolean): Promise<void> {
    const { server } = this;
    if (server === undefined) return;
    this.history.event(`  ${this.id} crashes`);
    this.server = undefined;
    this.upSince = Infinity;
    this.underWay.clear();
    if (!keepsItems) this.items.lose();
    const closed = once(server, 'close');
    server.close();
    server.closeAllConnections();
    await closed;
  }

  /** Accepts requests but processes none during this time, as between SIGSTOP and SIGCONT. */
  async hang(milliseconds: number): Promise<void> {
    this.history.event(`  ${this.id} hangs`);
    this.hanging = sleep(milliseconds);
    await this.hanging;
    this.hanging = undefined;
    this.history.event(`  ${this.id} continues`);
  }

  /** Resolves when all requests that are under way now have been processed, also those that a client no longer awaits. */
  async untilProcessed(): Promise<void> {
    const now = [...this.underWay];
    while (now.some((request) => this.underWay.has(request))) await sleep(20);
  }

  private async receive(request: IncomingMessage, response: ServerResponse, server: Server): Promise<void> {
    request.on('error', () => undefined).resume();
    response.on('error', () => undefined);
    const operation = Number(request.headers[OPERATION]);
    if (Number.isNaN(operation)) return this.answerProbe(response);
    this.underWay.add(request);
    try {
      await this.serve(operation, request, response, server);
    } finally {
      this.underWay.delete(request);
    }
  }

  private async serve(
    operation: number,
    request: IncomingMessage,
    response: ServerResponse,
    server: Server,
  ): Promise<void> {
    const { habits, random } = this;
    const fate = random.fraction() < habits.breakRatio ? random.fraction() : 1;
    await this.pause(this.duration());
    await this.hanging;
    if (server !== this.server) return;
    if (fate < 0.3) return void response.destroy();
    const status = this.items.apply({ operation, method: request.method!, target: request.url! }, false);
    if (fate < 0.6) return void response.destroy();
    await this.pause(this.duration() / 4);
    if (fate < 1) return this.truncate(status, response);
    response.writeHead(status).end();
  }

  private async answerProbe(response: ServerResponse): Promise<void> {
    await this.hanging;
    response.end();
  }

  private truncate(status: number, response: ServerResponse): void {
    response.writeHead(status, { 'content-length': 10 }).write('half', () => response.destroy());
  }

  private async pause(milliseconds: number): Promise<void> {
    if (milliseconds > 0) await sleep(milliseconds);
  }

  private duration(): number {
    const { slowRatio, slowMs, stuckRatio, stuckMs } = this.habits;
    const chance = this.random.fraction();
    if (chance < stuckRatio) return this.random.fraction() * stuckMs;
    return chance < stuckRatio + slowRatio ? this.random.fraction() * slowMs : 0;
  }
}

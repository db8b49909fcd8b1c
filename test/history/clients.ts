import { Agent, type IncomingMessage, request } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Random } from '../../apps/gateway/src/platform/random';
import { type History } from '../simulation/history/history';
import { keyOf, requestOf } from '../simulation/plan';
import { OPERATION } from './stateful-backend';

/** A client without a response waits this long, in milliseconds: the gateway may be starting. */
const AWAY_MS = 300;
/** Longer than anything takes in the gateway. */
const PATIENCE_MS = 60_000;
const REPETITIONS = 2;

/** The request of a client. */
type Wish = ReturnType<typeof requestOf>;

interface SendOptions {
  readonly agent?: Agent;
  /** Milliseconds after which the client leaves. */
  readonly leavesAfter?: number;
  readonly idempotencyKey?: number;
}

export interface ClientsPlan {
  readonly operations: number;
  readonly clients: number;
  readonly keys: number;
  /** Ratio of the requests whose client leaves within `leaveMs` milliseconds. */
  readonly leaveRatio: number;
  readonly leaveMs: number;
  /** Ratio of the requests with an Idempotency-Key, which clients repeat if they get no success. */
  readonly repeatRatio: number;
}

/** Clients that create, read, change and delete the same few items, as fast as they get responses. */
export class Clients {
  /** Number of requests by status, or `none`. */
  readonly outcomes: Record<string, number> = {};
  /** Items that a request has named. */
  readonly keys = new Set<string>();
  private sent = 0;
  private isStopped = false;

  constructor(
    private readonly ports: readonly number[],
    private readonly plan: ClientsPlan,
    private readonly history: History,
    private readonly random: Random,
  ) {}

  /** Number of requests so far. */
  get operations(): number {
    return this.sent;
  }

  /** Sends all requests, or fewer if a promise is broken. */
  async run(): Promise<void> {
    const work = async (): Promise<void> => {
      const agent = new Agent({ keepAlive: true, maxSockets: 1 });
      while (this.isGoingOn) await this.once(agent);
      agent.destroy();
    };
    await Promise.all(Array.from({ length: this.plan.clients }, work));
  }

  stop(): void {
    this.isStopped = true;
  }

  /** Sends a request to one of the gateways; resolves with the status of a complete response. */
  send(wish: Wish, options: SendOptions = {}): Promise<number | undefined> {
    const { history, random, ports } = this;
    const number = ++this.sent;
    const at = Math.floor(random.fraction() * ports.length);
    this.keys.add(wish.key);
    history.invoked({ number, at: performance.now(), ...wish }, `gateway ${at + 1}`);
    return new Promise((resolve) => {
      let isOver = false;
      exchange(ports[at], number, wish, options, (response) => {
        if (isOver) return;
        isOver = true;
        const status = response?.statusCode;
        const outcome = status ?? 'none';
        this.outcomes[outcome] = (this.outcomes[outcome] ?? 0) + 1;
        history.responded(number, status, response?.headers['x-gateway-decision']?.toString());
        resolve(status);
      });
    });
  }

  private get isGoingOn(): boolean {
    return this.sent < this.plan.operations && !this.isStopped && this.history.violations.length === 0;
  }

  private async once(agent: Agent): Promise<void> {
    const { random, plan } = this;
    const chance = random.fraction();
    const wish = requestOf(chance, keyOf(random, plan.keys), random.fraction());
    const leavesAfter = random.fraction() < plan.leaveRatio ? random.fraction() * plan.leaveMs : undefined;
    const isRepeated = random.fraction() < plan.repeatRatio;
    const options = { agent, leavesAfter, idempotencyKey: isRepeated ? this.sent : undefined };
    for (let left = isRepeated ? REPETITIONS : 0; this.isGoingOn; left--) {
      const status = await this.send(wish, options);
      if (status !== undefined && status < 500) return;
      if (leavesAfter === undefined) await sleep(AWAY_MS * random.fraction());
      if (left <= 0) return;
    }
  }
}

/** @param onEnd called with a complete response, or with nothing; perhaps more than once. */
function exchange(
  port: number,
  number: number,
  { method, target }: Wish,
  { agent, leavesAfter, idempotencyKey }: SendOptions,
  onEnd: (response?: IncomingMessage) => void,
): void {
  // Each request has a client of its own: one with many searches that find nothing is limited.
  const client = `10.${(number >> 16) & 255}.${(number >> 8) & 255}.${number & 255}`;
  const headers: Record<string, string | number> = { [OPERATION]: number, 'x-forwarded-for': client };
  if (idempotencyKey !== undefined) headers['idempotency-key'] = idempotencyKey;
  if (method === 'POST' || method === 'PUT') headers['content-length'] = 0;
  const outgoing = request({ host: '127.0.0.1', port, method, path: target, headers, agent });
  if (leavesAfter !== undefined) setTimeout(() => outgoing.destroy(), leavesAfter);
  outgoing.setTimeout(PATIENCE_MS, () => outgoing.destroy());
  outgoing.on('error', () => onEnd()).on('close', () => onEnd());
  outgoing.on('response', (response) => {
    response.on('error', () => onEnd()).on('end', () => onEnd(response));
    response.resume();
  });
  outgoing.end();
}

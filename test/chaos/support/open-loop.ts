import { Agent, type IncomingMessage, request } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { endingOf, type Ending, type Shot } from './shot';

/** The requests to send, and their rate. */
export interface Schedule {
  /** Where to; when a port refuses a connection, the next one takes its place for good. */
  readonly ports: readonly number[];
  /** Requests per second. */
  readonly rate: number;
  readonly seconds: number;
  /** Every so many requests one is a POST; 0 sends none. */
  readonly postEvery: number;
  /** True if connections are kept for further requests. */
  readonly keepAlive: boolean;
}

/** Connections at once; who fails so long that this is reached would only be measured in the queue. */
const MAX_CONNECTIONS = 1_024;
/** A request that gets no byte for so long counts as broken. */
const SILENCE_TIMEOUT_MS = 10_000;
const BODY = 'x'.repeat(200);

/**
 * Sends requests at the instants of a fixed schedule, however many are still without an answer: a proxy that stalls is
 * charged for every request it delays, not only for the one it stalled at.
 */
export class OpenLoop {
  private readonly agent: Agent;
  private readonly shots: Shot[] = [];
  private readonly events: { at: number; act: () => unknown }[] = [];
  private startedAt = 0;
  private port = 0;
  private missing = 0;
  private onAllEnded: () => void = () => undefined;

  constructor(private readonly schedule: Schedule) {
    this.agent = new Agent({ keepAlive: schedule.keepAlive, maxSockets: MAX_CONNECTIONS });
  }

  /** Milliseconds since the run began. */
  get now(): number {
    return performance.now() - this.startedAt;
  }

  /** Has something done at this second of the run; the run fails when it does. */
  at(second: number, act: () => unknown): void {
    this.events.push({ at: second * 1_000, act });
  }

  /** Sends no more to the present port, but to the next one. */
  turnToNextPort(): void {
    this.port++;
  }

  /** Resolves when every request has ended, one way or the other. */
  async run(): Promise<readonly Shot[]> {
    const { rate, seconds } = this.schedule;
    const total = Math.round(rate * seconds);
    this.missing = total;
    const allEnded = new Promise<void>((resolve) => (this.onAllEnded = resolve));
    const acts: Promise<unknown>[] = [];
    this.startedAt = performance.now();
    for (let id = 0; id < total;) {
      const { now } = this;
      for (const event of this.due(now)) acts.push(Promise.resolve(event.act()));
      for (; id < total && (id * 1_000) / rate <= now; id++) this.fire(id, (id * 1_000) / rate);
      await sleep(1);
    }
    for (const event of this.due(Infinity)) acts.push(Promise.resolve(event.act()));
    await Promise.all([allEnded, ...acts]);
    this.agent.destroy();
    return this.shots;
  }

  private due(now: number): { act: () => unknown }[] {
    const due = this.events.filter(({ at }) => at <= now);
    for (const event of due) this.events.splice(this.events.indexOf(event), 1);
    return due;
  }

  private fire(id: number, scheduledAt: number): void {
    const { postEvery, ports } = this.schedule;
    const { port } = this;
    const method = postEvery > 0 && id % postEvery === 0 ? 'POST' : 'GET';
    const sent = request({
      host: '127.0.0.1',
      port: ports[port],
      path: `/things/${id}`,
      method,
      agent: this.agent,
      headers: method === 'POST' ? { 'content-length': BODY.length } : {},
    });
    const end = (ending: Ending, status: number, by: string, reason: string): void => {
      this.note({ id, method, scheduledAt, endedAt: this.now, ending, status, by, reason });
    };
    sent.setTimeout(SILENCE_TIMEOUT_MS, () => sent.destroy(new Error('no byte for 10 s')));
    let hasResponse = false;
    sent.on('response', (response) => {
      hasResponse = true;
      read(response, id, end);
    });
    sent.on('error', (error: NodeJS.ErrnoException) => {
      // Nothing was sent, so a client with a list of gateways uses the next one.
      if (error.code === 'ECONNREFUSED' && port + 1 < ports.length) {
        this.port = port + 1;
        this.fire(id, scheduledAt);
      } else if (!hasResponse) {
        end('broken', 0, '', error.code ?? error.message);
      }
    });
    sent.end(method === 'POST' ? BODY : undefined);
  }

  private note(shot: Shot): void {
    this.shots.push(shot);
    if (--this.missing === 0) this.onAllEnded();
  }
}

type End = (ending: Ending, status: number, by: string, reason: string) => void;

function read(response: IncomingMessage, id: number, end: End): void {
  const status = response.statusCode!;
  let body = '';
  let isEnded = false;
  response.setEncoding('latin1').on('data', (text: string) => (body += text));
  response.on('end', () => {
    isEnded = true;
    const { ending, by, reason } = endingOf(status, body, id);
    end(ending, status, by, reason);
  });
  response.on('error', () => undefined);
  response.on('close', () => {
    if (!isEnded) end('broken', status, '', 'half an answer');
  });
}

import { setTimeout as sleep } from 'node:timers/promises';
import { HttpClient } from '../../support/http-client';
import { SeededRandom } from '../../support/seeded-random';

/** Requests under way at most: a machine that stood still for a while is not overrun by all that was due meanwhile. */
const MOST_UNDER_WAY = 1_000;

/** The fate of an item, as far as the client knows. */
type Fate = 'asked for' | 'acknowledged' | 'refused' | 'being deleted';

/** The counts of the client. */
export interface WorkloadCounts {
  requests: number;
  acknowledged: number;
  /** 503: an explicit refusal. */
  refused: number;
  /** 502 or 504: what was under way to a backend that was killed. */
  brokenOff: number;
  /** No answer at all, as from a gateway that is not there. */
  unanswered: number;
  /** 404 or 410 for an item that was acknowledged and never deleted. */
  falselyAbsent: number;
}

/** A client of two gateways who sends so many requests a second, whatever becomes of them. */
export class OwnershipWorkload {
  readonly counts: WorkloadCounts = {
    requests: 0,
    acknowledged: 0,
    refused: 0,
    brokenOff: 0,
    unanswered: 0,
    falselyAbsent: 0,
  };
  /** Refusals by their code. */
  readonly refusals: Record<string, number> = {};
  /** The first answers that should not have been given. */
  readonly oddities: string[] = [];
  private readonly clients: readonly HttpClient[];
  private readonly random = new SeededRandom(20);
  private readonly fates = new Map<number, Fate>();
  private readonly known: number[] = [];
  private readonly underWay = new Set<Promise<void>>();

  constructor(ports: readonly number[]) {
    this.clients = ports.map((port) => new HttpClient(port));
  }

  /** Items that were acknowledged and that no client has asked to delete. */
  get standing(): number[] {
    return [...this.fates].filter(([, fate]) => fate === 'acknowledged').map(([id]) => id);
  }

  /** On a schedule: a slow request delays no other one. A request that cannot be sent in time is left out. */
  async run(perSecond: number, seconds: number): Promise<void> {
    const begun = performance.now();
    for (let sent = 0; sent < perSecond * seconds;) {
      const due = Math.min(perSecond * seconds, ((performance.now() - begun) / 1_000) * perSecond);
      for (; sent < due; sent++) if (this.underWay.size < MOST_UNDER_WAY) this.begin(this.anyRequest());
      await sleep(5);
    }
    await Promise.all(this.underWay);
  }

  /** Asks for an item through one of the gateways. */
  async reads(id: number, gateway: number): Promise<number> {
    return (await this.clients[gateway].fetch(`/items/${id}`)).status;
  }

  close(): void {
    for (const client of this.clients) client.close();
  }

  private begin(request: Promise<void>): void {
    this.underWay.add(request);
    void request.finally(() => this.underWay.delete(request));
  }

  private anyRequest(): Promise<void> {
    const dice = this.random.fraction();
    if (dice < 0.2 || this.known.length === 0) return this.create();
    const id = this.known[this.random.below(this.known.length)];
    if (dice < 0.7) return this.use('GET', id);
    if (dice < 0.95) return this.use('PUT', id);
    return this.remove(id);
  }

  /**
   * After no response, or a refusal, the client tries once more: at the other gateway, and with the same id.
   */
  private async create(): Promise<void> {
    const id = this.fates.size + 1;
    this.fates.set(id, 'asked for');
    const first = this.random.below(this.clients.length);
    for (const gateway of [first, 1 - first]) {
      const status = await this.send('POST', `/items/?item_id=${id}`, gateway);
      if (status === 201) {
        this.counts.acknowledged++;
        this.fates.set(id, 'acknowledged');
        this.known.push(id);
      }
      if (status !== undefined && status < 500) return;
    }
  }

  private async use(method: string, id: number): Promise<void> {
    const before = this.fates.get(id);
    const status = await this.send(method, `/items/${id}`, this.random.below(this.clients.length));
    // Another client may have deleted it in the meantime.
    if (before !== 'acknowledged' || this.fates.get(id) !== 'acknowledged') return;
    if (status === 404 || status === 410) {
      this.counts.falselyAbsent++;
      this.noteOddity(`${method} ${id}: ${status}`);
    }
  }

  private async remove(id: number): Promise<void> {
    if (this.fates.get(id) !== 'acknowledged') return;
    this.fates.set(id, 'being deleted');
    await this.send('DELETE', `/items/${id}`, this.random.below(this.clients.length));
  }

  private async send(method: string, path: string, gateway: number): Promise<number | undefined> {
    this.counts.requests++;
    try {
      const body = method === 'POST' || method === 'PUT' ? '{"name":"item"}' : undefined;
      const { status, text } = await this.clients[gateway].fetch(path, { method, body });
      if (status === 503) this.noteRefusal(text);
      else if (status === 502 || status === 504) this.counts.brokenOff++;
      else if (status >= 500) this.noteOddity(`${method} ${path}: ${status} ${text.slice(0, 100)}`);
      return status;
    } catch {
      this.counts.unanswered++;
      return undefined;
    }
  }

  private noteRefusal(problem: string): void {
    this.counts.refused++;
    const code = /"code":"(\w+)"/.exec(problem)?.[1] ?? 'without a code';
    this.refusals[code] = (this.refusals[code] ?? 0) + 1;
  }

  private noteOddity(text: string): void {
    if (this.oddities.length < 20) this.oddities.push(text);
  }
}

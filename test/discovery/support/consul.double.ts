import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { LocalListener } from '../../support/local-listener';

/** One instance of a service, as Consul tells of it. */
export interface Instance {
  readonly address?: string;
  readonly node?: string;
  readonly port?: number;
  readonly weight?: number;
  readonly meta?: Readonly<Record<string, string>>;
}

/**
 * Consul's `/v1/health/service/:service` as it is documented: a question with an index waits until there is a larger one, and
 * each answer tells its own.
 */
export class ConsulDouble {
  /** Paths and queries of what it was asked, in order. */
  readonly questions: string[] = [];
  readonly tokens: (string | undefined)[] = [];
  private readonly server = createServer((request, response) => this.answer(request, response));
  private readonly listener = new LocalListener(this.server);
  private waiting: { readonly index: number; readonly response: ServerResponse }[] = [];
  private instances: readonly Instance[] = [];
  private hasLeader = true;

  /** @param index what it has counted up to. */
  constructor(private index: number) {}

  get url(): string {
    return this.listener.url;
  }

  /** Questions that wait for a change. */
  get waits(): number {
    return this.waiting.filter(({ response }) => !response.destroyed).length;
  }

  start(): Promise<void> {
    return this.listener.start();
  }

  close(): Promise<void> {
    return this.listener.stop();
  }

  /** Has these instances from now on; waiting queries get them at once. */
  has(...instances: Instance[]): void {
    this.instances = instances;
    this.index++;
    this.wake();
  }

  /** Sets the index, as after a snapshot was restored. */
  resetTo(index: number): void {
    this.index = index;
    for (const { response } of this.waiting.splice(0)) this.tell(response);
  }

  /** Ends waiting queries by their time-out: they get the known instances. */
  endWaits(): void {
    for (const { response } of this.waiting.splice(0)) this.tell(response);
  }

  loseLeader(): void {
    this.hasLeader = false;
    for (const { response } of this.waiting.splice(0)) this.tell(response);
  }

  electLeader(): void {
    this.hasLeader = true;
  }

  private wake(): void {
    const ready = this.waiting.filter(({ index }) => index < this.index);
    this.waiting = this.waiting.filter(({ index }) => index >= this.index);
    for (const { response } of ready) this.tell(response);
  }

  private answer({ url = '', headers }: IncomingMessage, response: ServerResponse): void {
    this.questions.push(url);
    this.tokens.push(headers['x-consul-token'] as string | undefined);
    const index = Number(new URL(url, 'http://consul').searchParams.get('index') ?? 0);
    if (index === 0 || index < this.index || !this.hasLeader) this.tell(response);
    else this.waiting.push({ index, response });
  }

  private tell(response: ServerResponse): void {
    if (!this.hasLeader) return void response.writeHead(500).end('No cluster leader');
    const entries = this.instances.map(
      ({ address = '', node = '10.0.0.9', port = 80, weight = 1, meta }) => ({
        Node: { Node: 'a-node', Address: node },
        Service: {
          ID: 'items',
          Address: address,
          Port: port,
          Weights: { Passing: weight, Warning: 1 },
          Meta: meta ?? null,
        },
        Checks: [{ Status: 'passing' }],
      }),
    );
    response.writeHead(200, { 'x-consul-index': this.index, 'content-type': 'application/json' });
    response.end(JSON.stringify(entries));
  }
}

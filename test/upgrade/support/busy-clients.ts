import { setTimeout as sleep } from 'node:timers/promises';
import { HttpClient } from '../../support/http-client';

/** Between two items of a client: the processes that are started meanwhile need the machine more. */
const PAUSE_MS = 10;

/** Clients that create and request items, one request after the other, until they are stopped. */
export class BusyClients {
  /** The backend that created each item. */
  readonly owners = new Map<number, string>();
  /** Unexpected outcomes. */
  readonly failures: string[] = [];
  private isStopping = false;
  private readonly done: Promise<unknown>;
  private items = 0;

  /** @param kept clients that keep their connection; `fresh` ones take another for each request. */
  constructor(
    private readonly port: number,
    { kept, fresh }: { readonly kept: number; readonly fresh: number },
  ) {
    const clients = Array.from({ length: kept + fresh }, (_, at) => this.work(at < kept));
    this.done = Promise.all(clients);
  }

  /** Resolves once so many more items were created. */
  async untilMore(items: number): Promise<void> {
    const enough = this.owners.size + items;
    while (this.owners.size < enough) await sleep(20);
  }

  async stop(): Promise<void> {
    this.isStopping = true;
    await this.done;
  }

  private async work(keeps: boolean): Promise<void> {
    let client = new HttpClient(this.port);
    while (!this.isStopping) {
      const item = ++this.items;
      try {
        await this.createAndRead(client, item);
      } catch (error) {
        this.failures.push(`item ${item}: ${String(error)}`);
      }
      await sleep(PAUSE_MS);
      if (keeps) continue;
      client.close();
      client = new HttpClient(this.port);
    }
    client.close();
  }

  private async createAndRead(client: HttpClient, item: number): Promise<void> {
    const created = await client.fetch(`/items/?item_id=${item}`, { method: 'POST', body: '{}' });
    if (created.status !== 200) this.failures.push(`creation of ${item}: ${created.status} ${created.text}`);
    const read = await client.fetch(`/items/${item}`);
    if (read.text !== created.text) this.failures.push(`item ${item}: ${read.status} ${read.text}`);
    this.owners.set(item, created.text);
  }
}

import { type BackendQuery, type QueryResult } from '../backend-query';
import { type JsonClient } from '../http/json-client';
import { type SecretSettings, tokenOf } from '../http/secret';
import { ListedBackends } from '../listed-backends';
import { entryOf, type HealthEntry } from './health-entry';

/** Which service to ask for, and whom; times in milliseconds. */
export interface ConsulSettings extends SecretSettings {
  readonly address: string;
  readonly service: string;
  /** That an instance must all have. */
  readonly tags: readonly string[];
  readonly datacenter?: string | undefined;
  readonly scheme: 'http' | 'https';
  /** How long Consul waits for a change before it answers that there is none. */
  readonly wait: number;
  readonly timeout: number;
}

/** Between two questions, so that a service that changes all the time is not asked all the time. */
const PAUSE_MS = 100;
/** The same where Consul does not say what to wait for. */
const POLL_MS = 10_000;
/** Consul waits for up to a sixteenth longer than it is asked to. */
const LONGER = 17 / 16;

/**
 * Asks Consul for the instances of a service whose checks all pass. Each question says what is known already, and waits
 * for something new (a "blocking query").
 */
export class ConsulQuery implements BackendQuery {
  /** The index of the last result; with 0, Consul responds without waiting. */
  private index = 0;

  constructor(
    private readonly settings: ConsulSettings,
    private readonly client: Pick<JsonClient, 'ask'>,
  ) {}

  async ask(signal: AbortSignal, isLook: boolean): Promise<QueryResult> {
    const known = isLook ? 0 : this.index;
    // After a failure it may have become another Consul, which counts again.
    this.index = 0;
    const { timeout, wait } = this.settings;
    const token = tokenOf(this.settings);
    const response = await this.client.ask(
      {
        url: this.urlFor(known),
        headers: token === undefined ? {} : { 'x-consul-token': token },
        timeout: known === 0 ? timeout : wait * LONGER + timeout,
      },
      signal,
    );
    // A newer query has begun since, and must not wait for the index of this one.
    signal.throwIfAborted();
    if (response.status !== 200) throw new Error(`the response has status ${response.status}`);
    if (!Array.isArray(response.value)) throw new Error('the response is not a list');
    const list = this.listOf(response.value as unknown[]);
    const index = Number(response.headers['x-consul-index']);
    // An index that goes back is of no use, and neither is one of 0: it would not wait at all.
    this.index = index > 0 && index >= known ? index : 0;
    return { ...list.found, again: index > 0 ? PAUSE_MS : POLL_MS };
  }

  private urlFor(index: number): string {
    const { address, service, tags, datacenter, wait } = this.settings;
    const url = new URL(`/v1/health/service/${encodeURIComponent(service)}`, address);
    url.searchParams.set('passing', '1');
    for (const tag of tags) url.searchParams.append('tag', tag);
    if (datacenter !== undefined) url.searchParams.set('dc', datacenter);
    if (index > 0) {
      url.searchParams.set('index', String(index));
      url.searchParams.set('wait', `${wait}ms`);
    }
    return url.href;
  }

  private listOf(entries: readonly unknown[]): ListedBackends {
    const list = new ListedBackends();
    const read = entries.map((entry) => entryOf(entry as HealthEntry | null, this.settings.scheme));
    // Consul promises no order, and another one must not pass for a change.
    for (const entry of read.sort((one, other) => (one.url < other.url ? -1 : 1))) list.add(entry);
    return list;
  }
}

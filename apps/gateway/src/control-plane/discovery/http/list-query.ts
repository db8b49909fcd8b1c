import { type BackendQuery, type QueryResult } from '../backend-query';
import { ListedBackends } from '../listed-backends';
import { type JsonClient } from './json-client';
import { type SecretSettings, tokenOf } from './secret';

/** Which list to ask for, and how; times in milliseconds. */
export interface ListSettings extends SecretSettings {
  readonly url: string;
  readonly interval: number;
  readonly timeout: number;
}

/** Asks for a JSON list, and only for what has changed of it where the service gives its versions a name (ETag). */
export class ListQuery implements BackendQuery {
  private last: { readonly etag: string; readonly list: ListedBackends } | undefined;

  constructor(
    private readonly settings: ListSettings,
    private readonly client: Pick<JsonClient, 'ask'>,
  ) {}

  async ask(signal: AbortSignal): Promise<QueryResult> {
    const { url, timeout, interval: again } = this.settings;
    const token = tokenOf(this.settings);
    const headers = {
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
      ...(this.last !== undefined && { 'if-none-match': this.last.etag }),
    };
    const response = await this.client.ask({ url, headers, timeout }, signal);
    if (response.status === 304 && this.last !== undefined) return { ...this.last.list.found, again };
    if (response.status !== 200) throw new Error(`the response has status ${response.status}`);
    if (!Array.isArray(response.value)) throw new Error('the response is not a list');
    const list = new ListedBackends();
    for (const entry of response.value as unknown[]) list.add(entry);
    const { etag } = response.headers;
    this.last = typeof etag === 'string' ? { etag, list } : undefined;
    return { ...list.found, again };
  }
}

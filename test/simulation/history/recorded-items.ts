import { type History } from './history';

/** A request as a backend gets it. */
export interface ItemRequest {
  /** The client's operation that it serves. */
  readonly operation: number;
  readonly method: string;
  readonly target: string;
}

/** The items of one backend; what happens to them is recorded. */
export class RecordedItems {
  /** Each with the operation that created it. */
  private readonly items = new Map<string, number>();

  constructor(
    private readonly backend: string,
    private readonly history: History,
  ) {}

  /**
   * Processes the request at one moment, and returns the status of its response.
   *
   * @param upserts whether PUT makes an item that is not there.
   */
  apply({ operation, method, target }: ItemRequest, upserts: boolean): number {
    const key = keyIn(target);
    if (key === undefined) return target.startsWith('/ping') ? 200 : 404;
    const has = this.items.has(key);
    const { history, backend } = this;
    if (method === 'POST' || (method === 'PUT' && !has && upserts)) {
      if (has) return 409;
      this.items.set(key, operation);
      history.created(backend, key, operation);
      return 201;
    }
    if (!has) {
      if (method !== 'GET' && method !== 'HEAD') history.missed(backend, key, operation, method);
      return 404;
    }
    if (method === 'DELETE') {
      this.items.delete(key);
      history.deleted(backend, key, operation);
      return 204;
    }
    return 200;
  }

  /** The backend has restarted without them. */
  lose(): void {
    for (const key of this.items.keys()) this.history.lost(this.backend, key);
    this.items.clear();
  }
}

/** The item that a target names; of a parameter that is there twice, the last counts. */
function keyIn(target: string): string | undefined {
  const { pathname, searchParams } = new URL(target, 'http://backend');
  const [, collection, id] = pathname.split('/');
  if (collection !== 'items') return undefined;
  const key = id === undefined || id === '' ? searchParams.getAll('item_id').at(-1) : decodeURIComponent(id);
  return key === '' ? undefined : key;
}

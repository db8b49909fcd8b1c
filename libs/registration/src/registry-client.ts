/** How long a gateway may take to answer, in milliseconds. */
const TIME_LIMIT = 3_000;

/** The registration of a backend. */
export interface Announcement {
  readonly pool: string;
  readonly url: string;
  readonly id?: string | undefined;
  readonly weight?: number | undefined;
  readonly ttl?: number | undefined;
}

/** How a gateway lists it. */
export interface Listing {
  readonly id: string;
  /** Seconds that this counts. */
  readonly ttl: number;
}

/** Speaks to the registry of one gateway. */
export class RegistryClient {
  constructor(
    /** The operators' address of the gateway. */
    private readonly gateway: string,
    private readonly token: string,
  ) {}

  /** @throws an error that says why it is not listed. */
  async announce(announcement: Announcement): Promise<Listing> {
    const response = await this.send('POST', '/registry', JSON.stringify(announcement));
    const { id, ttl } = (await response.json()) as Partial<Listing>;
    if (typeof id === 'string' && typeof ttl === 'number' && ttl > 0) return { id, ttl };
    throw new Error('the server is not a gateway');
  }

  /** @throws an error that says why the gateway does not know. */
  async leave(pool: string, id: string): Promise<void> {
    await this.send('DELETE', `/registry/${encodeURIComponent(pool)}/${encodeURIComponent(id)}`);
  }

  private async send(method: string, path: string, body?: string): Promise<Response> {
    const headers: Record<string, string> = { authorization: `Bearer ${this.token}` };
    if (body !== undefined) headers['content-type'] = 'application/json';
    const response = await fetch(new URL(path, this.gateway), {
      ...{ method, headers, body },
      // The token is for this gateway alone.
      redirect: 'error',
      signal: AbortSignal.timeout(TIME_LIMIT),
    }).catch((error: Error) => {
      throw new Error((error.cause as Error | undefined)?.message ?? error.message);
    });
    if (response.ok) return response;
    const { detail } = (await response.json().catch(() => ({}))) as { detail?: unknown };
    throw new Error(`${response.status} ${typeof detail === 'string' ? detail : response.statusText}`);
  }
}

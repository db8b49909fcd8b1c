import { z } from 'zod';
import { backend } from '../config/schema/backend';
import { type RedisConnection } from '../redis/redis.connection';
import { type BackendSettings } from '../upstream/backend';
import { backendKey } from '../upstream/operator.changes';
import { type Lease } from './leases';
import { isUsableAddress } from './usable.address';
import { ANNOUNCE, LEASES, LEAVE } from './registry.scripts';

/** So long it is remembered that a backend has left, so that no gateway takes it for forgotten; in milliseconds. */
const MEMORY = 60_000;

/** How long an announcement counts that does not say so, in milliseconds. */
const USUAL = 10_000;

/** What Redis says of a backend: what it has announced and how long that counts, or that it has left. */
export type SharedLease =
  | { readonly kind: 'left' }
  | {
      readonly kind: 'announced';
      readonly pool: string;
      readonly backend: BackendSettings;
      readonly ttl: number;
      readonly remaining: number;
    };

const facts = z.object({
  url: z.string().refine(isUsableAddress),
  weight: z.number().optional(),
  ttl: z.number().int().min(100).max(3_600_000).optional(),
});

/** The leases in Redis: a hash with a field for each backend, which backends may also write themselves. */
export class SharedLeases {
  /** Changes when anybody has to be told of something; its name is no beginning of another one. */
  readonly changesKey: string;
  private readonly key: string;
  /** What was read before needs no second look; no larger than what there is. */
  private known = new Map<string, BackendSettings & { readonly ttl: number }>();

  constructor(
    private readonly connection: RedisConnection,
    prefix: string,
  ) {
    this.key = `${prefix}registry`;
    this.changesKey = `${prefix}registry-changes`;
  }

  /** @returns whether there was room. @throws RedisUnavailableError by rejection. */
  async announce({ pool, backend, ttl }: Lease, remaining: number, most: number): Promise<boolean> {
    const { id, url, weight } = backend;
    const values = [backendKey(pool, id), JSON.stringify({ url, weight, ttl }), String(Math.ceil(remaining))];
    const keys = [this.key, this.changesKey];
    return (await this.connection.run<number>(ANNOUNCE, keys, [...values, String(most)])) === 1;
  }

  /**
   * @param isSure whether there was a lease, should Redis have lost it.
   * @returns whether Redis knew of one. @throws RedisUnavailableError by rejection.
   */
  async leave(key: string, isSure: boolean): Promise<boolean> {
    const values = [key, String(MEMORY), isSure ? '1' : '0'];
    return (await this.connection.run<number>(LEAVE, [this.key, this.changesKey], values)) === 1;
  }

  /** All that count, by `pool/id`. @throws RedisUnavailableError by rejection. */
  async read(): Promise<Map<string, SharedLease>> {
    const told = await this.connection.run<string[]>(LEASES, this.key, []);
    const known = new Map<string, BackendSettings & { readonly ttl: number }>();
    const leases = new Map<string, SharedLease>();
    for (let at = 0; at + 2 < told.length; at += 3) {
      const [key, remaining, text] = told.slice(at, at + 3);
      if (text === '-') {
        leases.set(key, { kind: 'left' });
        continue;
      }
      const slash = key.indexOf('/');
      const settings = this.known.get(`${key} ${text}`) ?? settingsIn(key.slice(slash + 1), text);
      if (settings === undefined || slash <= 0) continue;
      known.set(`${key} ${text}`, settings);
      const { ttl, ...own } = settings;
      const pool = key.slice(0, slash);
      leases.set(key, { kind: 'announced', pool, backend: own, ttl, remaining: Number(remaining) });
    }
    this.known = known;
    return leases;
  }
}

/** Undefined for what is none, or at an address of no use. */
function settingsIn(id: string, text: string): (BackendSettings & { readonly ttl: number }) | undefined {
  try {
    const { url, weight, ttl } = facts.parse(JSON.parse(text));
    return { ...backend.parse({ id, url, weight }), ttl: ttl ?? USUAL };
  } catch {
    return undefined;
  }
}

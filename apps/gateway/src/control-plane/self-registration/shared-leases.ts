import { z } from 'zod';
import { backend } from '../../config/schema/backend';
import { type Clock } from '../../platform/clock';
import { type RedisAccess } from '../../platform/redis/redis-access';
import { type BackendSettings } from '../../data-plane/upstream/backend';
import { type Lease } from './leases';
import { validateBackendAddress } from './validate-backend-address';
import { ANNOUNCE, LEASES, LEAVE, MAX_TTL_MS, MEMORY } from './registration.scripts';

/** How long an announcement counts that does not say so, in milliseconds. */
const USUAL = 10_000;

/** The entry of a backend in Redis: its registration and the remaining time, or that it has left. */
export type SharedLease =
  | { readonly kind: 'left' }
  | {
      readonly kind: 'announced';
      readonly pool: string;
      readonly backend: BackendSettings;
      readonly ttl: number;
      readonly remaining: number;
    };

/** A backend that has left, and whether it is known to have been there, should Redis have lost it. */
export interface Deregistration {
  readonly wasThere: boolean;
}

/** No registry holds more, whatever its settings. */
const MAX_LEASES = 10_000;

const facts = z.object({
  url: z.string().refine(validateBackendAddress),
  weight: z.number().optional(),
  ttl: z.number().int().min(100).max(MAX_TTL_MS).optional(),
});

/** The leases in Redis: a hash with a field for each backend, which backends may also write themselves. */
export class SharedLeases {
  /** Changes with every change that other gateways must read; no other key begins with its name. */
  readonly changesKey: string;
  private readonly key: string;
  /** Entries that were parsed before; no larger than the hash itself. */
  private known = new Map<string, BackendSettings & { readonly ttl: number }>();

  /** Changes that Redis does not have yet, by `pool/id`. */
  private readonly untold = new Map<string, Lease | Deregistration>();
  private most = MAX_LEASES;

  constructor(
    private readonly connection: RedisAccess,
    prefix: string,
    private readonly clock: Clock,
  ) {
    // The braces keep both at one node of a cluster.
    const name = connection.isSharded ? '{registry}' : 'registry';
    this.key = `${prefix}${name}`;
    this.changesKey = `${prefix}${name}-changes`;
  }

  get isReachable(): boolean {
    return this.connection.isUpFor(this.key);
  }

  /** Returns true if a write for this backend is pending: results of Redis may be older than the write. */
  isOnItsWay(key: string): boolean {
    return this.untold.has(key);
  }

  /**
   * Writes a lease, or that a backend has left, to Redis; a failed write is repeated later.
   *
   * @param most maximum number of leases.
   * @returns false if there was no room for the lease, or Redis did not know the backend that has left. @throws
   * RedisUnavailableError by rejection.
   */
  say(key: string, said: Lease | Deregistration, most = this.most): Promise<boolean> {
    this.most = most;
    this.untold.set(key, said);
    return this.send(key, said);
  }

  /** Repeats failed writes; returns the backends without room. @throws RedisUnavailableError by rejection. */
  async sayAgain(): Promise<string[]> {
    const refused: string[] = [];
    for (const [key, said] of [...this.untold])
      if (!(await this.send(key, said)) && !('wasThere' in said)) refused.push(key);
    return refused;
  }

  private async send(key: string, said: Lease | Deregistration): Promise<boolean> {
    const done = 'wasThere' in said ? await this.leave(key, said) : await this.announce(key, said);
    if (this.untold.get(key) === said) this.untold.delete(key);
    return done === 1;
  }

  private announce(key: string, { backend, ttl, until }: Lease): Promise<number> {
    const { url, weight } = backend;
    const remaining = Math.max(1, Math.ceil(until - this.clock.now()));
    const values = [key, JSON.stringify({ url, weight, ttl }), String(remaining), String(this.most)];
    return this.connection.run(ANNOUNCE, [this.key, this.changesKey], values);
  }

  private leave(key: string, { wasThere }: Deregistration): Promise<number> {
    const values = [key, String(MEMORY), wasThere ? '1' : '0'];
    return this.connection.run(LEAVE, [this.key, this.changesKey], values);
  }

  /** All that count, by `pool/id`. @throws RedisUnavailableError by rejection. */
  async read(): Promise<Map<string, SharedLease>> {
    const reply = await this.connection.run<string[]>(LEASES, this.key, []);
    const known = new Map<string, BackendSettings & { readonly ttl: number }>();
    const leases = new Map<string, SharedLease>();
    for (let at = 0; at + 2 < reply.length; at += 3) {
      const [key, remaining, text] = reply.slice(at, at + 3);
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

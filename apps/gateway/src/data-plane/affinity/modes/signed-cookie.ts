import { createHmac, timingSafeEqual } from 'node:crypto';
import { type Backend } from '../../upstream/backend';
import { type Pool } from '../../upstream/pool';

const VERSION = 'v1';
/** Enough that no two backends of a pool share a tag, and short enough for a cookie. */
const TAG_LENGTH = 16;
const MAX_LENGTH = 128;

/** The content of a cookie that the gateway has made, and whether the current key must sign it again. */
export interface CookieReading {
  readonly backend: Backend;
  readonly isOld: boolean;
}

/**
 * Names a backend in a cookie that only the gateways can read and write: a tag made of the backend's id by HMAC, and a
 * signature (HMAC-SHA-256) over rule, pool and tag. No id and no address is in it.
 */
export class SignedCookie {
  private readonly tags = new WeakMap<
    Pool,
    { of: readonly Backend[]; byTag: ReadonlyMap<string, Backend> }[]
  >();

  /** @param keys the first one signs; a signature of any of them is valid. */
  constructor(
    private readonly rule: string,
    private readonly keys: readonly string[],
  ) {}

  valueFor(pool: Pool, backend: Backend): string {
    const tag = this.tagOf(pool, backend, 0);
    return `${VERSION}.${tag}.${this.signature(pool, tag, 0).toString('base64url')}`;
  }

  /** The backend that a cookie names; undefined when no gateway has made it for this rule and pool. */
  read(pool: Pool, value: string): CookieReading | undefined {
    const [version, tag, signature, ...more] = value.length > MAX_LENGTH ? [] : value.split('.');
    if (version !== VERSION || signature === undefined || more.length > 0) return undefined;
    const given = Buffer.from(signature, 'base64url');
    for (let at = 0; at < this.keys.length; at++) {
      const own = this.signature(pool, tag, at);
      if (given.length !== own.length || !timingSafeEqual(given, own)) continue;
      const backend = this.byTag(pool, at).get(tag);
      return backend === undefined ? undefined : { backend, isOld: at > 0 };
    }
    return undefined;
  }

  private byTag(pool: Pool, at: number): ReadonlyMap<string, Backend> {
    const tables = this.tags.get(pool) ?? [];
    this.tags.set(pool, tables);
    if (tables[at]?.of !== pool.backends) {
      const byTag = new Map(pool.backends.map((backend) => [this.tagOf(pool, backend, at), backend]));
      tables[at] = { of: pool.backends, byTag };
    }
    return tables[at].byTag;
  }

  private tagOf(pool: Pool, { id }: Backend, at: number): string {
    return this.hmac(['tag', pool.name, id], at).toString('base64url').slice(0, TAG_LENGTH);
  }

  private signature(pool: Pool, tag: string, at: number): Buffer {
    return this.hmac(['signature', pool.name, tag], at);
  }

  /** A zero separates the parts, since no part contains one. */
  private hmac(parts: readonly string[], at: number): Buffer {
    return createHmac('sha256', this.keys[at])
      .update([this.rule, ...parts].join('\0'))
      .digest();
  }
}

import { type Exchange, type PathTranslation } from '../exchange/exchange';
import { type PathChange, spelled } from './upstream-target';

const URL_PARTS = /^(?:https?:)?\/\/([^/?#]*)(.*)$/i;
const COOKIE_PATH = /(;[ \t]*path[ \t]*=[ \t]*)(\/[^;]*)/gi;
const FORWARDED_HOST = /^x-forwarded-host:[ \t]*([^\r,]*)/im;

/** The paths of a route whose backends know them by others, because the route takes off or replaces a prefix. */
export class PublicPaths implements PathTranslation {
  /**
   * The prefix that clients write in front of a backend's own path; empty if no prefix leads from one to the
   * other.
   */
  readonly forwardedPrefix: string;
  private readonly outer: string;
  private readonly inner: string;

  constructor(
    { path, stripPrefix, rewrite }: PathChange,
    /** True if the paths in answers are changed as well. */
    private readonly isInResponses: boolean,
  ) {
    this.outer = spelled(stripPrefix ?? path);
    this.inner = spelled(rewrite ?? '');
    const isPrefixed = this.outer.endsWith(this.inner);
    this.forwardedPrefix = isPrefixed ? this.outer.slice(0, this.outer.length - this.inner.length) : '';
  }

  /** The fields of an answer, as name, value, name, value, with the paths that clients know. */
  ofPairs(pairs: string[], exchange: Exchange): string[] {
    if (!this.isInResponses) return pairs;
    return pairs.map((value, at) =>
      at % 2 === 0 ? value : this.ofField(pairs[at - 1].toLowerCase(), value, exchange),
    );
  }

  private ofField(lowerName: string, value: string, exchange: Exchange): string {
    if (lowerName === 'location' || lowerName === 'content-location')
      return this.ofReference(value, exchange);
    if (lowerName !== 'set-cookie') return value;
    return value.replace(COOKIE_PATH, (all, start: string, path: string) => {
      // A cookie of the whole host, or of a part with this route in it, reaches the backend as it is.
      const isWider = isBelow(this.outer, path.trimEnd().replace(/\/$/, ''));
      return isWider ? all : start + (this.ofPath(path) ?? path);
    });
  }

  private ofReference(value: string, exchange: Exchange): string {
    const url = URL_PARTS.exec(value);
    if (url === null) return this.ofPath(value) ?? value;
    const [, authority, path] = url;
    const origin = value.slice(0, value.length - path.length);
    if (isSameHost(authority, exchange.attempts.respondedBy?.authority)) return this.ofPath(path) ?? value;
    if (!isHostOfClient(authority, exchange)) return value;
    const changed = this.ofPath(path);
    return changed === undefined ? value : origin + changed;
  }

  /** Undefined for a path that clients know already, or that is none of the route's. */
  private ofPath(path: string): string | undefined {
    const { outer, inner } = this;
    // Written by a backend that heeds X-Forwarded-Prefix.
    if (outer.length > inner.length && isBelow(path, outer)) return undefined;
    if (!isBelow(path, inner)) return undefined;
    const changed = outer + path.slice(inner.length);
    // It would name a host.
    if (changed.startsWith('//')) return undefined;
    return changed.startsWith('/') ? changed : `/${changed}`;
  }
}

/** Returns true if the path equals `prefix`, given without a slash at the end, or is below it. */
function isBelow(path: string, prefix: string): boolean {
  return path.startsWith(prefix) && /^(?:$|[/?#])/.test(path.slice(prefix.length));
}

function isHostOfClient(authority: string, { head, client }: Exchange): boolean {
  if (isSameHost(authority, head.host)) return true;
  return client.isTrusted && isSameHost(authority, FORWARDED_HOST.exec(head.forwardedFields)?.[1]);
}

function isSameHost(one: string, other: string | undefined): boolean {
  return other !== undefined && other !== '' && hostOf(one) === hostOf(other);
}

function hostOf(authority: string): string {
  return authority.toLowerCase().replace(/:(?:80|443)?$/, '');
}

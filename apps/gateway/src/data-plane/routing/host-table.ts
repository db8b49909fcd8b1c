/** The longest name DNS knows (RFC 1035 §2.3.4), with some room for a port. */
const MAX_LENGTH = 253 + ':65535'.length + 1;

/** One host in the table, and what is known of it. */
export interface HostEntry<T> {
  readonly value: T;
  /** The next less specific entry that covers this one. */
  readonly wider: HostEntry<T> | undefined;
}

/** Finds what is known of a host: of exactly it, else of the longest wildcard above it, else of every host. */
export class HostTable<T> {
  private readonly exact = new Map<string, HostEntry<T>>();
  /** By what follows the star: `.example.com`. */
  private readonly wildcards = new Map<string, HostEntry<T>>();
  private readonly everywhere: HostEntry<T> | undefined;

  /** `values` by a route's `host`; the empty one stands for every host. */
  constructor(values: ReadonlyMap<string, T>) {
    const everywhere = values.get('');
    this.everywhere = everywhere && { value: everywhere, wider: undefined };
    // Wider ones first, so that the table itself knows which covers the next.
    const hosts = [...values.keys()]
      .filter((host) => host !== '')
      .sort((one, other) => order(one) - order(other));
    for (const host of hosts) {
      const wild = host.startsWith('*.');
      const name = hostName(wild ? host.slice(1) : host);
      const entry = { value: values.get(host)!, wider: this.above(name) };
      (wild ? this.wildcards : this.exact).set(name, entry);
    }
  }

  /** The most specific entry for the value of a Host header. */
  find(host: string): HostEntry<T> | undefined {
    if (this.exact.size === 0 && this.wildcards.size === 0) return this.everywhere;
    const name = hostName(host);
    return this.exact.get(name) ?? this.above(name);
  }

  private above(name: string): HostEntry<T> | undefined {
    if (this.wildcards.size === 0) return this.everywhere;
    // A star stands for at least one character, so the first dot that counts is the second character.
    for (let dot = name.indexOf('.', 1); dot > 0; dot = name.indexOf('.', dot + 1)) {
      const entry = this.wildcards.get(name.slice(dot));
      if (entry) return entry;
    }
    return this.everywhere;
  }
}

function order(host: string): number {
  return host.startsWith('*.') ? host.length : Infinity;
}

/**
 * A host as routes compare it: lower case, without port and trailing dot. Empty for what cannot be a host's name, which
 * matches no route's host.
 */
function hostName(host: string): string {
  if (host.length > MAX_LENGTH) return '';
  const colon = host.startsWith('[') ? host.indexOf(':', host.indexOf(']')) : host.indexOf(':');
  const name = colon < 0 ? host : host.slice(0, colon);
  return (name.endsWith('.') ? name.slice(0, -1) : name).toLowerCase();
}

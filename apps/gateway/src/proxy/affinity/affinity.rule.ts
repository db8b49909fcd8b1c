import { type RequestHead } from '../request.head';
import { type KeyReader, type KeySource, keyReader } from './key.sources';
import { sessionKey } from './session.key';

/** What the configuration says of one affinity rule. */
export interface AffinityRuleSettings {
  readonly name: string;
  readonly key: readonly KeySource[];
  /** Methods that create the resource they name. */
  readonly claim: readonly string[];
  /** Sticky sessions at most, and milliseconds without a request after which one is forgotten. */
  readonly max: number;
  readonly idle: number;
}

/** Finds the resource that a request names. */
export class AffinityRule {
  readonly name: string;
  private readonly readers: readonly KeyReader[];
  private readonly claiming: ReadonlySet<string>;

  constructor(settings: AffinityRuleSettings) {
    this.name = settings.name;
    this.readers = settings.key.map((source) => keyReader(source));
    this.claiming = new Set(settings.claim);
  }

  /** The key under which the resource's owner is remembered; undefined when the request names none. */
  keyOf(head: RequestHead, rawHeaders: readonly string[]): string | undefined {
    for (const reader of this.readers) {
      const value = reader(head, rawHeaders);
      if (value !== undefined && value !== '') return sessionKey(this.name, value);
    }
    return undefined;
  }

  claims(method: string): boolean {
    return this.claiming.has(method);
  }
}

import { type Exchange } from '../exchange/exchange';
import { type BodyTooLarge } from './keys/body.source';
import { type KeySource } from './keys/key.source';
import { type KeySourceSettings, ruleSources } from './keys/key-sources';
import { type PathPattern } from '../path/path-pattern';
import { resourceOf, ResourcePath } from './keys/resource-path';
import { type LearnSourceSettings } from './learning/response-key-sources';
import { LearnRule } from './learning/learn-rule';
import { type LocateSettings } from './owner-search/locate-settings';
import { CookieMode, type CookieSettings } from './modes/cookie-mode';
import { HashMode } from './modes/hash-mode';
import {
  actionFor,
  type OwnerUnavailableAction,
  type OwnerUnavailableSettings,
} from './owner-unavailable-policy';

/** The effect of a request on the ownership of its resource. */
export type Intent = 'create' | 'delete' | 'use';

/** Settings of one affinity rule. */
export interface AffinityRuleSettings {
  readonly name: string;
  readonly key: readonly KeySourceSettings[];
  /** `table` stores the owner; `hash` derives it from the key. */
  readonly mode: 'table' | 'hash';
  /** Where the client itself remembers who serves it; then there is no key. */
  readonly cookie?: CookieSettings | undefined;
  /** Where the resource of a key is asked for; what the first path says when left out. */
  readonly resource?: string | undefined;
  /** Where an answer names what its backend has made. */
  readonly learn: readonly LearnSourceSettings[];
  readonly bodyTooLarge: BodyTooLarge;
  /** Methods that create the resource they name. */
  readonly claim: readonly string[];
  readonly forget: {
    /** Methods whose success proves that the resource is gone, and statuses by which its owner says so. */
    readonly methods: readonly string[];
    readonly statuses: readonly number[];
    /** True if they also apply to keys that identify the client instead of the resource. */
    readonly always: boolean;
  };
  readonly onOwnerUnavailable: OwnerUnavailableSettings;
  readonly binding: 'required' | 'preferred';
  /** True if requests to the owner have the epoch of its ownership; the same as for `binding: required` when left out. */
  readonly ownerEpoch?: boolean | undefined;
  /** For a key without an owner; where the resource can be asked for, the backends are asked when left out. */
  readonly onUnknownOwner?: 'locate' | 'balance' | 'fail' | undefined;
  readonly creates: 'available' | 'safe';
  readonly locate: LocateSettings;
  /** Sticky sessions at most, and milliseconds without a request after which one is forgotten. */
  readonly maxSessions: number;
  readonly idleTimeout: number;
}

/** A rule made ready: finds the resource that a request names, and says what is to be done about it. */
export class AffinityRule {
  readonly name: string;
  readonly sources: readonly KeySource[];
  readonly isPreferred: boolean;
  readonly tellsEpoch: boolean;
  /** True if absence needs a proof: the gateway asks the backends about a key without a known owner. */
  readonly locates: boolean;
  /** True if a request for a key without a known owner is refused, unless it creates the resource. */
  readonly refusesUnknown: boolean;
  readonly provesAbsenceBeforeCreates: boolean;
  readonly locate: LocateSettings;
  /** Rules for learning keys from responses. */
  readonly learned: LearnRule;
  /** Set where nothing is remembered here. */
  readonly cookie: CookieMode | undefined;
  readonly hash: HashMode | undefined;
  /** The paths below which the resources are, for keys in a path. */
  private readonly collections: readonly PathPattern[];
  private readonly claiming: ReadonlySet<string>;
  private readonly forgetting: ReadonlySet<string>;
  private readonly goneStatuses: ReadonlySet<number>;
  private readonly forgetsAlways: boolean;
  private readonly onOwnerUnavailable: OwnerUnavailableSettings;
  private readonly resource: ResourcePath | undefined;

  constructor(settings: AffinityRuleSettings) {
    const { key, binding, onUnknownOwner, forget, cookie, onOwnerUnavailable } = settings;
    this.name = settings.name;
    this.sources = ruleSources(key, settings.bodyTooLarge);
    this.collections = this.sources.flatMap(({ collection }) => collection ?? []);
    this.learned = new LearnRule(settings.name, settings.learn);
    this.isPreferred = binding === 'preferred';
    this.tellsEpoch = settings.ownerEpoch ?? !this.isPreferred;
    const resource = settings.resource ?? defaultResource(key);
    this.resource = resource === undefined ? undefined : new ResourcePath(resource);
    this.locates =
      !this.isPreferred && (onUnknownOwner ?? (resource === undefined ? 'balance' : 'locate')) === 'locate';
    this.refusesUnknown = onUnknownOwner === 'fail';
    this.provesAbsenceBeforeCreates = this.locates && settings.creates === 'safe';
    this.locate = settings.locate;
    this.claiming = new Set(settings.claim);
    this.forgetting = new Set(forget.methods);
    this.goneStatuses = new Set(forget.statuses);
    this.forgetsAlways = forget.always;
    this.onOwnerUnavailable = onOwnerUnavailable;
    this.cookie = cookie && new CookieMode(settings.name, cookie, onOwnerUnavailable);
    this.hash = settings.mode === 'hash' ? new HashMode(settings.name, onOwnerUnavailable) : undefined;
  }

  intentOf(exchange: Exchange, source: KeySource): Intent {
    const { method } = exchange.head;
    if (!this.provesOwnership(exchange, source)) return 'use';
    if (this.claiming.has(method)) return source.isResource ? 'create' : 'use';
    return this.forgetting.has(method) && this.mayForget(source) ? 'delete' : 'use';
  }

  /**
   * Returns true if the response can prove something about the owner of the resource. If paths name resources,
   * a key elsewhere in the request proves something only if the request creates the resource on the path of its
   * collection. Otherwise any client could add `?item_id=42` to a request that has nothing to do with the item.
   */
  provesOwnership({ head }: Exchange, source: KeySource): boolean {
    if (source.collection !== undefined || this.collections.length === 0) return true;
    return (
      this.claiming.has(head.method) &&
      this.collections.some((collection) => collection.match(head.path) !== undefined)
    );
  }

  /** Returns true if this status of the owner's response means that the resource is gone. */
  isGone(status: number, source: KeySource): boolean {
    return this.goneStatuses.has(status) && this.mayForget(source);
  }

  whenOwnerIsDown(method: string): OwnerUnavailableAction {
    return actionFor(this.onOwnerUnavailable, method);
  }

  /**
   * Returns the target at which a backend is asked for the resource; undefined if the rule does not define one.
   */
  resourceTarget(exchange: Exchange, source: KeySource): string | undefined {
    const path = this.resource?.fill(source.names, source.partsOf(exchange));
    return path === undefined ? undefined : exchange.route.targetOf(path);
  }

  private mayForget(source: KeySource): boolean {
    return source.isResource && (source.namesTarget || this.forgetsAlways);
  }
}

function defaultResource(key: readonly KeySourceSettings[]): string | undefined {
  for (const { path, name, all } of key) {
    const resource = path === undefined ? all && defaultResource(all) : resourceOf(path, name);
    if (resource !== undefined) return resource;
  }
  return undefined;
}

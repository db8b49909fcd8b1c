import { Injectable } from '@nestjs/common';
import { OwnerUnavailableError } from '../../errors/availability.errors';
import { type MaybePromise, whenReady } from '../../ports/maybe-promise';
import { type Backend } from '../../upstream/backend';
import { type Exchange } from '../exchange';
import { AffinityRule, type AffinityRuleSettings } from './affinity.rule';
import { CreatesInFlight } from './creates.in-flight';
import { type Intent, NamedResource } from './named.resource';
import { StickySessionStore } from './sticky-session.store';

/** Knows which backend owns the resource that a request names. */
@Injectable()
export class Affinity {
  private rules: ReadonlyMap<string, AffinityRule> = new Map();
  private readonly creates = new CreatesInFlight();

  constructor(private readonly store: StickySessionStore) {}

  /** Replaces the rules; what is remembered stays. */
  apply(rules: readonly AffinityRuleSettings[]): void {
    this.store.apply(rules);
    this.rules = new Map(rules.map((settings) => [settings.name, new AffinityRule(settings)]));
  }

  /**
   * The backend that owns what the request names; undefined when it names nothing or nobody is known to own it.
   * The first of the named rules that finds a key in the request decides.
   */
  ownerOf(exchange: Exchange, ruleNames: readonly string[]): MaybePromise<Backend | undefined> {
    for (const name of ruleNames) {
      const rule = this.rules.get(name);
      const key = rule?.keyOf(exchange.head, exchange.request.rawHeaders);
      if (key !== undefined) return this.ownerOfKey(exchange, key, intentOf(rule!, exchange.head.method));
    }
    return undefined;
  }

  /** Claims the resource that `exchange.claim` names for this backend; answers the backend whose claim stands. */
  claimFor(exchange: Exchange, backend: Backend): MaybePromise<Backend> {
    return whenReady(exchange.claim!.claimFor(backend), ({ backendId }) => {
      if (backendId === backend.id) return backend;
      exchange.owner = this.backendOf(exchange, backendId);
      return exchange.owner;
    });
  }

  private ownerOfKey(exchange: Exchange, key: string, intent: Intent): MaybePromise<Backend | undefined> {
    return whenReady(this.store.find(key), (session) => {
      exchange.rule = key.slice(0, key.indexOf('/'));
      exchange.reason = session !== undefined ? 'owner' : intent === 'create' ? 'claimed' : 'miss';
      const resource = new NamedResource(this.store, this.creates, key, intent, session);
      exchange.outcomeListener = resource;
      if (session === undefined) {
        if (intent === 'create') exchange.claim = resource;
        return undefined;
      }
      this.store.touch(session);
      return this.backendOf(exchange, session.backendId);
    });
  }

  /** A backend that is no longer listed still owns what it owns: nobody else may answer for it. */
  private backendOf(exchange: Exchange, backendId: string): Backend {
    const backend = exchange.pool.find(backendId);
    if (backend === undefined || !backend.servesOwned) throw new OwnerUnavailableError();
    return backend;
  }
}

function intentOf(rule: AffinityRule, method: string): Intent {
  if (rule.claims(method)) return 'create';
  return method === 'DELETE' ? 'delete' : 'use';
}

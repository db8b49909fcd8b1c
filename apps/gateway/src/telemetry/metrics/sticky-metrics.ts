import { Injectable } from '@nestjs/common';
import { GatewayConfigurator } from '../../runtime/gateway-configurator';
import { METRICS } from '../../platform/metrics/catalogue';
import { type Counter, Metrics } from '../../platform/metrics/metrics';
import { Affinity } from '../../data-plane/affinity/affinity';
import { OwnerSearch } from '../../data-plane/affinity/owner-search/owner-search';
import { StickySessionStore } from '../../data-plane/affinity/sticky-session.store';
import { type Exchange } from '../../data-plane/exchange/exchange';
import { type DecisionReason } from '../../data-plane/exchange/placement';
import { type ExchangeObserver, ExchangeLifecycle } from '../../data-plane/exchange/exchange-lifecycle';

/** Counts what the affinity rules decided, and who is remembered to own how much. */
@Injectable()
export class StickyMetrics implements ExchangeObserver {
  private rules = new Map<string, Map<DecisionReason, Counter>>();

  constructor(
    private readonly outcomes: ExchangeLifecycle,
    private readonly store: StickySessionStore,
    private readonly locator: OwnerSearch,
    private readonly affinity: Affinity,
    private readonly configurator: GatewayConfigurator,
    private readonly metrics: Metrics,
  ) {}

  /** From here on it counts. */
  begin(): void {
    this.metrics.read(METRICS.stickySessions, async () =>
      [...(await this.store.counts())].map(([backend, value]) => ({ labels: [backend], value })),
    );
    this.metrics.read(METRICS.locateSearches, () =>
      Object.entries(this.locator.counts).map(([outcome, value]) => ({ labels: [outcome], value })),
    );
    const { leases, counts } = this.affinity;
    this.metrics.read(METRICS.stickyCreatesPending, () => [{ labels: [], value: leases.size }]);
    this.metrics.read(METRICS.stickyEvents, () => [
      { labels: ['lease-expired'], value: leases.lapses },
      { labels: ['stale-proof'], value: counts.staleProofs },
      { labels: ['create-conflict'], value: counts.createConflicts },
      { labels: ['learn-conflict'], value: counts.learnConflicts },
      { labels: ['unproven-create'], value: counts.unprovenCreates },
      { labels: ['store-error'], value: counts.storeErrors },
      { labels: ['replay'], value: counts.replays },
      { labels: ['stale-epoch'], value: counts.staleEpochs },
    ]);
    this.outcomes.observe(this);
  }

  begun(): void {
    // The store has not been queried yet.
  }

  ended({ placement }: Exchange): void {
    const { rule, reason } = placement;
    if (rule === undefined) return;
    const reasons = this.rules.get(rule) ?? this.addRule(rule);
    const known = reasons.get(reason);
    if (known !== undefined) known.value++;
    else this.addReason(reasons, rule, reason).value++;
  }

  private addRule(rule: string): Map<DecisionReason, Counter> {
    // Rules come with a reload, and go with another.
    const present = new Set(this.configurator.running.affinity.map(({ name }) => name)).add(rule);
    this.rules = new Map([...this.rules].filter(([name]) => present.has(name)));
    this.metrics.forget(METRICS.stickyLookups, ([name]) => !present.has(name));
    const reasons = new Map<DecisionReason, Counter>();
    this.rules.set(rule, reasons);
    return reasons;
  }

  private addReason(reasons: Map<DecisionReason, Counter>, rule: string, reason: DecisionReason): Counter {
    const counter = this.metrics.counter(METRICS.stickyLookups, rule, reason);
    reasons.set(reason, counter);
    return counter;
  }
}

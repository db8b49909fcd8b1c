import { Inject, Injectable, Logger, type OnModuleDestroy } from '@nestjs/common';
import { keepProcessAlive } from '../../platform/keep-alive';
import { Clock, type Timer } from '../../platform/clock';
import { ErrorGuard } from '../../platform/error.guard';
import { Observers } from '../../platform/observers';
import { type BackendSettings } from '../../data-plane/upstream/backend';
import { DiscoveredBackends, type Finds } from '../../data-plane/upstream/discovered-backends';
import { SourceFactory } from './source-factory';
import { type PoolDiscoverySettings, type SourceSettings } from './source-settings';
import { ACCEPT_ALL, type DiscoveryStep, SourceRefresher } from './source-refresher';

/** How long a gateway, or a reload, waits for the first lists of new sources. */
export const FIRST_LISTS_MS = 5_000;
/** How soon a list that could not be put in force is tried again. */
const RETRY_MS = 5_000;

/** Settings of one pool. */
export interface DiscoverySettings extends PoolDiscoverySettings {
  readonly backends: readonly BackendSettings[];
}

/** Who wants to know how the sources do. */
export interface DiscoveryObserver {
  discovered(step: DiscoveryStep): void;
}

/** Sources that are running and not in use yet. */
export interface PreparedDiscovery {
  /** The backends that apply once these settings are in use. */
  readonly found: DiscoveredBackends;
  /** Puts them instead of those before; must follow `found` at once. */
  use(): void;
  /** Ends those that are new. */
  abandon(): void;
}

/** Who exists: asks the sources of every pool, and tells what they have found together. */
@Injectable()
export class Discovery implements OnModuleDestroy {
  private readonly logger = new Logger('Discovery');
  private watches: ReadonlyMap<string, SourceRefresher> = new Map();
  private pools: readonly DiscoverySettings[] = [];
  private readonly observers: Observers<DiscoveryObserver>;
  private reportedDuplicates: ReadonlySet<string> = new Set();
  private retrying: Timer | undefined;

  /** Puts what was found in force. May throw when that cannot be done; it is tried again. */
  onChange: (found: DiscoveredBackends) => void = () => undefined;

  constructor(
    private readonly factory: SourceFactory,
    @Inject(Clock) private readonly clock: Clock,
    guard: ErrorGuard,
  ) {
    this.observers = new Observers(guard);
  }

  /** The sources in use, in the order of the configuration. */
  get sources(): readonly SourceRefresher[] {
    return [...this.watches.values()];
  }

  /** The latest results of the sources, as far as they have any. */
  get finds(): readonly Finds[] {
    return this.sources.flatMap(({ pool, name, backends }) =>
      backends === undefined ? [] : { pool, source: name, backends },
    );
  }

  /** Uses the results of another process for sources that have no result here yet. */
  inherit(finds: readonly Finds[]): void {
    const isNews = finds.map(({ pool, source, backends }) =>
      this.sources.some((own) => own.pool === pool && own.name === source && own.inherit(backends)),
    );
    if (isNews.includes(true)) this.putInForce();
  }

  observe(observer: DiscoveryObserver): void {
    this.observers.add(observer);
  }

  /**
   * Starts the sources that are new, and waits a while for their first lists, so that no request comes before its
   * backends. Those that are there already continue.
   */
  async prepare(pools: readonly DiscoverySettings[]): Promise<PreparedDiscovery> {
    const watches = new Map<string, SourceRefresher>();
    const added: SourceRefresher[] = [];
    const wanted = pools.flatMap(({ name: pool, discovery }) =>
      discovery.map((settings) => ({ key: JSON.stringify([pool, settings]), pool, settings })),
    );
    const kept = wanted.flatMap(({ key }) => this.watches.get(key) ?? []);
    for (const { key, pool, settings } of wanted) {
      const known = this.watches.get(key);
      const watch = known ?? this.watchOf(pool, settings, [...kept, ...added]);
      if (known === undefined) added.push(watch);
      watches.set(key, watch);
    }
    for (const watch of added) watch.start(this.sources.find((own) => isSame(own, watch)));
    await this.firstListsOf(added);
    return {
      get found() {
        return foundBy(watches.values());
      },
      use: () => this.use(pools, watches),
      abandon: () => {
        for (const watch of added) watch.stop();
      },
    };
  }

  onModuleDestroy(): void {
    this.retrying?.cancel();
    for (const watch of this.watches.values()) watch.stop();
  }

  private use(pools: readonly DiscoverySettings[], watches: ReadonlyMap<string, SourceRefresher>): void {
    for (const [key, watch] of this.watches) if (!watches.has(key)) watch.stop();
    this.watches = watches;
    this.pools = pools;
    this.sayDuplicates(foundBy(watches.values()));
  }

  private watchOf(
    pool: string,
    settings: SourceSettings,
    others: readonly SourceRefresher[],
  ): SourceRefresher {
    const source = this.factory.create(pool, settings);
    const taken = new Set(others.flatMap((own) => (own.pool === pool ? own.name : [])));
    let { name } = source;
    for (let number = 2; taken.has(name); number++) name = `${source.name} (${number})`;
    const shrink = settings.type === 'static' ? ACCEPT_ALL : settings.shrinkProtection;
    return new SourceRefresher(pool, name, source, shrink, this.clock, (step) => this.heard(step));
  }

  private async firstListsOf(watches: readonly SourceRefresher[]): Promise<void> {
    if (watches.length === 0) return;
    let timer: Timer | undefined;
    const sleep = keepProcessAlive();
    const enough = new Promise<void>((resolve) => (timer = this.clock.after(FIRST_LISTS_MS, resolve)));
    await Promise.race([enough, Promise.all(watches.map(({ hasFound }) => hasFound))]);
    timer?.cancel();
    sleep();
    for (const { backends, pool, name } of watches) {
      if (backends === undefined)
        this.logger.warn(
          `${name} of pool ${pool} has not listed its backends yet; the pool starts without them.`,
        );
    }
  }

  private heard(step: DiscoveryStep): void {
    const isBad = step.kind !== 'changed' && step.kind !== 'recovered';
    if (isBad) this.logger.warn(`${step.message}.`);
    else this.logger.log(`${step.message}.`);
    this.observers.tell((observer) => observer.discovered(step));
    if (step.kind === 'changed' && this.sources.includes(step.watch)) this.putInForce();
  }

  private putInForce(): void {
    this.retrying?.cancel();
    this.retrying = undefined;
    const found = foundBy(this.watches.values());
    this.sayDuplicates(found);
    try {
      this.onChange(found);
    } catch (error) {
      this.logger.error(`The backends found cannot be applied: ${(error as Error).message}`);
      this.retrying = this.clock.after(RETRY_MS, () => this.putInForce());
    }
  }

  private sayDuplicates(found: DiscoveredBackends): void {
    const texts = found
      .duplicatesIn(this.pools)
      .map(({ pool, source, id }) => `${source} of pool ${pool} lists ${id}, which the pool already has`);
    for (const text of texts) if (!this.reportedDuplicates.has(text)) this.logger.warn(`${text}.`);
    this.reportedDuplicates = new Set(texts);
  }
}

function foundBy(watches: Iterable<SourceRefresher>): DiscoveredBackends {
  return new DiscoveredBackends(
    [...watches].map(({ pool, name, backends = [] }) => ({ pool, source: name, backends })),
  );
}

function isSame(one: SourceRefresher, other: SourceRefresher): boolean {
  return one.pool === other.pool && one.name === other.name;
}

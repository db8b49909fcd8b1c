import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { type GatewayConfig, type PoolConfig } from '../config/gateway-config';
import { Discovery } from '../control-plane/discovery/discovery';
import { HealthChecks } from '../control-plane/health/health-checks';
import { FrontAdapter } from '../data-plane/listener/front.adapter';
import { ErrorGuard } from '../platform/error.guard';
import { Observers } from '../platform/observers';
import { RuntimeParts } from '../platform/runtime-parts';
import { withRestartOnlySettings, withRenewedListener } from './reload/restart-only-settings';
import { DiscoveredBackends } from '../data-plane/upstream/discovered-backends';
import { OperatorOverrides } from '../data-plane/upstream/operator-overrides';
import { PoolTable } from '../data-plane/upstream/pool-table';
import { DesiredStates } from '../data-plane/upstream/desired-states';

/** Token of the configuration that the gateway starts with. */
export const INITIAL_CONFIG = Symbol('INITIAL_CONFIG');

/** Who wants to know what operators, or the configuration, have changed of what operators want. */
export interface ChangeObserver {
  changesChanged(before: OperatorOverrides, after: OperatorOverrides): void;
}

/**
 * Receives every step of this gateway to apply it elsewhere. Called before anything is reported about new backends.
 */
export interface RuntimeListener {
  /** A configuration counts as applied when every follower is done with it. */
  configured(config: GatewayConfig): Promise<void>;
  /** The backends are others now, and nothing else is. */
  relisted(pools: readonly PoolConfig[]): void;
}

/** Brings the gateway in line with a checked configuration: at the start, and again whenever it changes. */
@Injectable()
export class GatewayConfigurator implements OnModuleInit {
  private present: GatewayConfig;
  /** The last configuration to be applied, including settings that could not be. */
  private wanted: GatewayConfig;
  private operatorChanges = new OperatorOverrides();
  private discovered = new DiscoveredBackends();
  private readonly observers: Observers<ChangeObserver>;
  private followers: readonly RuntimeListener[] = [];

  constructor(
    @Inject(INITIAL_CONFIG) initial: GatewayConfig,
    private readonly registry: PoolTable,
    private readonly parts: RuntimeParts,
    private readonly discovery: Discovery,
    private readonly health: HealthChecks,
    private readonly modes: DesiredStates,
    private readonly host: HttpAdapterHost,
    guard: ErrorGuard,
  ) {
    this.observers = new Observers(guard);
    this.present = initial;
    this.wanted = initial;
    discovery.onChange = (found) => this.discover(found);
  }

  /** The configuration that is in force. */
  get running(): GatewayConfig {
    return this.present;
  }

  /** The pools with the backends that the configuration lists and those that were found: what operators change. */
  get listed(): readonly PoolConfig[] {
    return this.discovered.over(this.present.pools);
  }

  /** Where the backends of a pool were found, by their ids; those that the configuration lists are not among them. */
  sourcesIn(pool: string): ReadonlyMap<string, string> {
    const settings = this.present.pools.find(({ name }) => name === pool);
    return settings === undefined ? new Map() : this.discovered.sourcesIn(settings);
  }

  /** The configuration that is in force, with the backends that there are. */
  get effective(): GatewayConfig {
    return { ...this.present, pools: this.operatorChanges.over(this.listed) };
  }

  /**
   * Lets processes that are started from now on have what those that run cannot.
   *
   * @returns what takes it back.
   */
  renewListener(): () => void {
    const before = this.present;
    this.present = withRenewedListener(before, this.wanted);
    return () => (this.present = withRenewedListener(this.present, before));
  }

  /** Registers a listener for every step of this gateway. */
  subscribe(follower: RuntimeListener): void {
    this.followers = [...this.followers, follower];
  }

  /** The overrides of operators since the start, as far as the configuration has not replaced them. */
  get changes(): OperatorOverrides {
    return this.operatorChanges;
  }

  observe(observer: ChangeObserver): void {
    this.observers.add(observer);
  }

  async onModuleInit(): Promise<void> {
    await this.apply(this.present);
  }

  /**
   * Applies all that can change while the gateway runs, in one step between two requests.
   *
   * @returns the keys whose values need a restart, such as `listen.port`.
   * @throws before anything is changed.
   */
  async apply(wanted: GatewayConfig): Promise<readonly string[]> {
    const { config, needsRestart } = withRestartOnlySettings(this.present, wanted);
    const { pools } = config;
    const commitParts = await this.parts.prepare(config);
    const discovery = await this.discovery.prepare(pools);
    const { found } = discovery;
    const listed = found.over(pools);
    const changes = this.operatorChanges.carriedOver(this.listed, listed);
    try {
      this.registry.apply(changes.over(listed));
    } catch (error) {
      discovery.abandon();
      throw error;
    }
    // From here on nothing can fail, and no request comes in between.
    discovery.use();
    commitParts();
    this.adjustListener(config);
    this.present = config;
    this.wanted = wanted;
    this.discovered = found;
    const followed = this.commit(changes, (follower) => follower.configured(this.effective));
    await Promise.all(followed);
    return needsRestart;
  }

  /**
   * Applies overrides on top of the configuration. Affects only the backends concerned.
   *
   * @throws before anything is changed.
   */
  change(wanted: OperatorOverrides): void {
    this.registry.apply(wanted.over(this.listed));
    this.health.apply(this.present.pools);
    this.commit(wanted, (follower) => follower.relisted(this.effective.pools));
  }

  /**
   * Lays what was found over the configuration, under what operators want.
   *
   * @throws before anything is changed.
   */
  discover(found: DiscoveredBackends): void {
    const listed = found.over(this.present.pools);
    const changes = this.operatorChanges.carriedOver(this.listed, listed, 'discovery');
    this.registry.apply(changes.over(listed));
    this.health.apply(this.present.pools);
    this.discovered = found;
    this.commit(changes, (follower) => follower.relisted(this.effective.pools));
  }

  /** Replaces the backends by those that another process has found or registered; everything else stays. */
  relist(pools: readonly PoolConfig[]): void {
    this.registry.apply(pools);
    this.present = { ...this.present, pools };
  }

  private commit<T>(changes: OperatorOverrides, lead: (follower: RuntimeListener) => T): T[] {
    const before = this.operatorChanges;
    this.operatorChanges = changes;
    const led = this.followers.map(lead);
    this.modes.apply(before, changes);
    this.observers.tell((observer) => observer.changesChanged(before, changes));
    return led;
  }

  /** Another application that contains the gateway has a listener of its own. */
  private adjustListener({ listen }: GatewayConfig): void {
    const { httpAdapter } = this.host;
    if (httpAdapter instanceof FrontAdapter) httpAdapter.adjust(listen);
  }
}

import { Inject, Injectable, type OnModuleDestroy } from '@nestjs/common';
import { type ProxyError } from '../../data-plane/errors/proxy.error';
import { type Commit, type RuntimePart } from '../../platform/runtime-parts';
import { Clock, type Timer } from '../../platform/clock';
import {
  type AttemptObserver,
  AttemptOutcomes,
  isGatewayError,
} from '../../data-plane/upstream/attempt-outcomes';
import { type Backend } from '../../data-plane/upstream/backend';
import { BackendStates } from '../../data-plane/upstream/backend-states';
import { type Pool } from '../../data-plane/upstream/pool';
import { PoolTable } from '../../data-plane/upstream/pool-table';
import { type OutlierSettings } from './outlier-settings';
import { LOOK_MS, PoolOutlierTracker } from './pool-outlier-tracker';

/** Settings of one pool. */
export interface PoolOutlierSettings {
  readonly name: string;
  readonly outlierDetection: OutlierSettings;
}

/**
 * Detects backends that fail live traffic. It sends every outcome to the tracker of its pool, which ejects
 * backends and lets them return.
 */
@Injectable()
export class OutlierDetector implements AttemptObserver, OnModuleDestroy, RuntimePart {
  private watches = new Map<Pool, PoolOutlierTracker>();
  private timer: Timer | undefined;

  constructor(
    private readonly registry: PoolTable,
    private readonly states: BackendStates,
    @Inject(Clock) private readonly clock: Clock,
    outcomes: AttemptOutcomes,
  ) {
    outcomes.observe(this);
  }

  prepare({ pools }: { readonly pools: readonly PoolOutlierSettings[] }): Commit {
    return () => this.apply(pools);
  }

  /** To be called when the registry is in line with the same settings. */
  apply(settings: readonly PoolOutlierSettings[]): void {
    const watches = new Map<Pool, PoolOutlierTracker>();
    for (const { name, outlierDetection } of settings) {
      const pool = this.registry.find(name)!;
      const known = this.watches.get(pool);
      if (known !== undefined) known.settings = outlierDetection;
      watches.set(pool, known ?? new PoolOutlierTracker(pool, outlierDetection, this.states, this.clock));
    }
    this.watches = watches;
    this.timer ??= this.clock.every(LOOK_MS, () => this.look());
  }

  responded(pool: Pool, backend: Backend, status: number): void {
    if (isGatewayError(status)) this.watches.get(pool)?.failed(backend, `status ${status}`);
    else backend.traffic.responses++;
  }

  completed(pool: Pool, backend: Backend, status: number): void {
    if (!isGatewayError(status)) this.watches.get(pool)?.completed(backend);
  }

  failed(pool: Pool, backend: Backend, error: ProxyError): void {
    this.watches.get(pool)?.failed(backend, error.failureCause?.text ?? error.code, error);
  }

  onModuleDestroy(): void {
    this.timer?.cancel();
    this.timer = undefined;
  }

  private look(): void {
    for (const watch of this.watches.values()) watch.look();
  }
}

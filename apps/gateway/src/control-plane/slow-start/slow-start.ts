import { Inject, Injectable, type OnModuleDestroy } from '@nestjs/common';
import { type Commit, type RuntimePart } from '../../platform/runtime-parts';
import { Clock, type Timer } from '../../platform/clock';
import { type Backend } from '../../data-plane/upstream/backend';
import { type BackendState, type StateChange } from '../../data-plane/upstream/backend-state';
import { BackendStates, type StateObserver } from '../../data-plane/upstream/backend-states';
import { type Pool } from '../../data-plane/upstream/pool';

/** The part of its turns with which a backend begins. */
const FIRST = 0.1;
const STEPS = 20;
const AWAY: ReadonlySet<BackendState> = new Set(['unhealthy', 'ejected', 'draining', 'disabled']);

/** Settings of one pool; 0 milliseconds turn slow start off. */
export interface SlowStartSettings {
  readonly name: string;
  readonly slowStart: number;
}

/**
 * Lets a backend that returns warm up: it gets a tenth of its turns at first, and all of them after
 * `slowStart`. At the start of the gateway no backend returns, so all serve fully at once.
 */
@Injectable()
export class SlowStart implements StateObserver, OnModuleDestroy, RuntimePart {
  private times: ReadonlyMap<string, number> = new Map();
  private readonly warming = new Map<Backend, Timer>();

  constructor(
    @Inject(Clock) private readonly clock: Clock,
    states: BackendStates,
  ) {
    states.observe(this);
  }

  prepare({ pools }: { readonly pools: readonly SlowStartSettings[] }): Commit {
    return () => this.apply(pools);
  }

  apply(settings: readonly SlowStartSettings[]): void {
    this.times = new Map(settings.map(({ name, slowStart }) => [name, slowStart]));
  }

  stateChanged({ name }: Pool, backend: Backend, { from, to }: StateChange): void {
    if (AWAY.has(to)) return this.end(backend);
    if (AWAY.has(from)) this.begin(backend, this.times.get(name) ?? 0);
  }

  onModuleDestroy(): void {
    for (const timer of this.warming.values()) timer.cancel();
    this.warming.clear();
  }

  private begin(backend: Backend, time: number): void {
    this.end(backend);
    if (time === 0) return;
    const step = (1 - FIRST) / STEPS;
    backend.rampFactor = FIRST;
    const timer = this.clock.every(time / STEPS, () => {
      backend.rampFactor += step;
      // Sums of fractions come close to 1, not always to it.
      if (backend.rampFactor > 1 - step / 2) this.end(backend);
    });
    this.warming.set(backend, timer);
  }

  private end(backend: Backend): void {
    this.warming.get(backend)?.cancel();
    this.warming.delete(backend);
    backend.rampFactor = 1;
  }
}

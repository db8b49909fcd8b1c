import { Injectable } from '@nestjs/common';
import { BackendStates } from './backend-states';
import { type OperatorOverrides } from './operator-overrides';
import { PoolTable } from './pool-table';

/** Applies the overrides of operators to the backends, also to new ones. */
@Injectable()
export class DesiredStates {
  constructor(
    private readonly registry: PoolTable,
    private readonly states: BackendStates,
  ) {}

  /** @param before the overrides until now: a backend that has lost its override is enabled. */
  apply(before: OperatorOverrides, now: OperatorOverrides): void {
    for (const pool of this.registry.all) {
      for (const backend of pool.backends) {
        const wanted = now.desiredStateOf(pool.name, backend);
        if (wanted === undefined && before.desiredStateOf(pool.name, backend) === undefined) continue;
        const { mode, reason } = wanted ?? NOTHING_SAID;
        if (backend.mode !== mode) this.states.setMode(pool, backend, mode, reason);
      }
    }
  }
}

const NOTHING_SAID = { mode: 'enabled', reason: 'an override was removed' } as const;

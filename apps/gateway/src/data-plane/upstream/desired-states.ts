import { Injectable } from '@nestjs/common';
import { BackendStates } from './backend-states';
import { type OperatorOverrides } from './operator-overrides';
import { PoolTable } from './pool-table';

/** Makes backends do what operators want of them, also those that have only just come. */
@Injectable()
export class DesiredStates {
  constructor(
    private readonly registry: PoolTable,
    private readonly states: BackendStates,
  ) {}

  /** @param before what operators wanted until now: whoever was spoken of then, and no longer is, is enabled. */
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

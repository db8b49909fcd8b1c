import { Injectable } from '@nestjs/common';
import { BackendStates } from './backend-states';
import { type OperatorChanges } from './operator-overrides';
import { PoolRegistry } from './pool-table';

/** Makes backends do what operators want of them, also those that have only just come. */
@Injectable()
export class WantedModes {
  constructor(
    private readonly registry: PoolRegistry,
    private readonly states: BackendStates,
  ) {}

  /** @param before what operators wanted until now: whoever was spoken of then, and no longer is, is enabled. */
  apply(before: OperatorChanges, now: OperatorChanges): void {
    for (const pool of this.registry.all) {
      for (const backend of pool.backends) {
        const wanted = now.modeOf(pool.name, backend);
        if (wanted === undefined && before.modeOf(pool.name, backend) === undefined) continue;
        const { mode, reason } = wanted ?? NOTHING_SAID;
        if (backend.mode !== mode) this.states.setMode(pool, backend, mode, reason);
      }
    }
  }
}

const NOTHING_SAID = { mode: 'enabled', reason: 'operators want nothing of it any more' } as const;

import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { IpcLink } from '../../platform/ipc/ipc-link';
import { type Backend } from '../../data-plane/upstream/backend';
import { BackendStates, type StateObserver } from '../../data-plane/upstream/backend-states';
import { type Pool } from '../../data-plane/upstream/pool';
import { PoolTable } from '../../data-plane/upstream/pool-table';
import { type BackendWord, type PrimaryLink } from '../topics';

/** Makes of the backends here what the primary knows of them, and tells it what the traffic of this worker shows. */
@Injectable()
export class MirroredStates implements StateObserver, OnModuleInit {
  private isMirroring = false;

  constructor(
    @Inject(IpcLink) private readonly link: PrimaryLink,
    private readonly registry: PoolTable,
    private readonly states: BackendStates,
  ) {}

  onModuleInit(): void {
    this.states.observe(this);
  }

  /** A message about a backend that this process does not have is ignored. */
  mirror(word: BackendWord): void {
    const pool = this.registry.find(word.pool);
    const backend = pool?.find(word.id);
    if (pool === undefined || backend?.url !== word.url) return;
    this.isMirroring = true;
    try {
      this.apply(pool, backend, word);
    } finally {
      this.isMirroring = false;
    }
  }

  /** Nothing but live traffic says anything of a backend here. */
  reported({ name }: Pool, { id, url, isEjected }: Backend, reason: string): void {
    if (!this.isMirroring) this.link.notify('ejection', { pool: name, id, url, isEjected, reason });
  }

  stateChanged(): void {
    // `reported` has already sent every change.
  }

  private apply(pool: Pool, backend: Backend, word: BackendWord): void {
    const { states } = this;
    const { health, mode, selfDraining, isEjected, passes, reason } = word;
    backend.passes = passes;
    if (mode !== backend.mode) states.setMode(pool, backend, mode, reason);
    if (health !== backend.health) states.setHealth(pool, backend, health, reason);
    if (selfDraining !== backend.selfDraining) states.setSelfDraining(pool, backend, selfDraining, reason);
    if (isEjected !== backend.isEjected) states.setEjected(pool, backend, isEjected, reason);
  }
}

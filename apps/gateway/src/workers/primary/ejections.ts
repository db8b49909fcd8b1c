import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { type Backend } from '../../data-plane/upstream/backend';
import { BackendStates } from '../../data-plane/upstream/backend-states';
import { PoolTable } from '../../data-plane/upstream/pool-table';
import { type BackendName } from '../topics';
import { WorkerLinks, type WorkerObserver } from './worker-links';
import { type WorkerProcess } from './worker-process';

type Ejection = BackendName & { readonly isEjected: boolean; readonly reason: string };

/** Each worker judges by its own traffic: a backend is out for all of them as long as it is out for one. */
@Injectable()
export class Ejections implements WorkerObserver, OnApplicationBootstrap {
  private readonly ejectedBy = new WeakMap<Backend, Set<WorkerProcess>>();

  constructor(
    private readonly links: WorkerLinks,
    private readonly states: BackendStates,
    private readonly registry: PoolTable,
  ) {}

  onApplicationBootstrap(): void {
    this.links.on('ejection', (worker, said) => this.note(worker, said));
    this.links.observe(this);
  }

  /** No worker is left to try the backends that it has ejected. */
  workerGone(worker: WorkerProcess): void {
    for (const pool of this.registry.all) {
      for (const backend of pool.backends) {
        if (!this.by(backend).delete(worker) || this.by(backend).size > 0) continue;
        this.states.setEjected(pool, backend, false, 'the worker that had ejected it is gone');
      }
    }
  }

  private note(worker: WorkerProcess, { pool: name, id, url, isEjected, reason }: Ejection): void {
    const pool = this.registry.find(name);
    const backend = pool?.find(id);
    if (pool === undefined || backend?.url !== url) return;
    const by = this.by(backend);
    const isNews = isEjected !== by.has(worker);
    if (isEjected) by.add(worker);
    else by.delete(worker);
    const isOut = by.size > 0;
    if (isEjected && isNews && by.size === 1) backend.ejections++;
    // Also when nothing is new: who has let it back in alone hears that it is still out.
    this.states.setEjected(
      pool,
      backend,
      isOut,
      isOut && !isEjected ? 'another worker has ejected it' : reason,
    );
  }

  private by(backend: Backend): Set<WorkerProcess> {
    let workers = this.ejectedBy.get(backend);
    if (workers === undefined) this.ejectedBy.set(backend, (workers = new Set()));
    return workers;
  }
}

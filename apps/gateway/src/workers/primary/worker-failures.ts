import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { FailureReports } from '../../data-plane/upstream/failure-reports';
import { PoolTable } from '../../data-plane/upstream/pool-table';
import { WorkerLinks } from './worker-links';

/** Why attempts fail at any of the workers is known here. */
@Injectable()
export class WorkerFailures implements OnApplicationBootstrap {
  constructor(
    private readonly links: WorkerLinks,
    private readonly failures: FailureReports,
    private readonly registry: PoolTable,
  ) {}

  onApplicationBootstrap(): void {
    this.links.on('failing', (_, { pool: name, id, url, cause }) => {
      const pool = this.registry.find(name);
      const backend = pool?.find(id);
      if (pool !== undefined && backend?.url === url) this.failures.report(pool, backend, cause);
    });
  }
}

import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { type FailureCause } from '../../data-plane/errors/failure-cause';
import { IpcLink } from '../../platform/ipc/ipc-link';
import { type Backend } from '../../data-plane/upstream/backend';
import { type FailureObserver, FailureReports } from '../../data-plane/upstream/failure-reports';
import { type Pool } from '../../data-plane/upstream/pool';
import { type PrimaryLink } from '../topics';

/** Reports to the primary why attempts fail at this worker. */
@Injectable()
export class FailureReporter implements FailureObserver, OnModuleInit {
  constructor(
    @Inject(IpcLink) private readonly link: PrimaryLink,
    private readonly failures: FailureReports,
  ) {}

  onModuleInit(): void {
    this.failures.observe(this);
  }

  attemptFailed({ name }: Pool, { id, url }: Backend, cause: FailureCause): void {
    this.link.notify('failing', { pool: name, id, url, cause });
  }
}

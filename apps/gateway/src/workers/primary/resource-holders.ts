import { Injectable } from '@nestjs/common';
import { ServingProcesses } from '../../runtime/hand-off/serving-processes';
import { WorkerLinks } from './worker-links';

/** Milliseconds that a worker may take beyond the time that it is given. */
const TOLERANCE = 1_000;

/** Lets requests for a resource wait in all workers. */
@Injectable()
export class ResourceHolders extends ServingProcesses {
  constructor(private readonly links: WorkerLinks) {
    super();
  }

  async hold(pool: string, key: string, patience: number): Promise<boolean> {
    const answers = await this.links.askAll('holdResource', { pool, key, patience }, patience + TOLERANCE);
    return [...answers.values()].every((answer) => answer === true);
  }

  release(pool: string, key: string): void {
    this.links.tellAll('releaseResource', { pool, key });
  }
}

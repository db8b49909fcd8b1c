/**
 * Provided in a worker process. The primary probes the backends, writes logs and reports to operators, so
 * services that would repeat this do nothing here.
 */
export class IsWorker {}

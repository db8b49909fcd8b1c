import { METRICS } from '../platform/metrics/catalogue';
import { type MetricDefinition } from '../platform/metrics/metric-definition';

/** Metrics that only the primary knows, or reports for all processes. */
const OF_PRIMARY: ReadonlySet<MetricDefinition> = new Set([
  ...[METRICS.backendState, METRICS.backendAvailable, METRICS.stateChanges, METRICS.probes],
  ...[METRICS.ejections, METRICS.stickySessions, METRICS.storeUp, METRICS.buildInfo],
  ...[METRICS.configReloads, METRICS.configLastReloadSuccessful, METRICS.configLastSuccess],
  METRICS.certificateExpiry,
]);

/** Metrics that the primary has only from the workers. */
const OF_WORKERS: ReadonlySet<MetricDefinition> = new Set([
  METRICS.attempts,
  METRICS.backendRequestsInFlight,
  METRICS.heldResources,
]);

/** Whose samples count: where it is not one side alone, what all count is added up. */
export function ownerOf(metric: MetricDefinition): 'primary' | 'workers' | 'all' {
  if (OF_PRIMARY.has(metric)) return 'primary';
  return OF_WORKERS.has(metric) ? 'workers' : 'all';
}

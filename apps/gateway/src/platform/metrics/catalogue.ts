import { type MetricDefinition } from './metric-definition';

/** The metrics of the gateway, without the prefix they all have. A new one is listed here, and published with `Metrics`. */
export const METRICS = {
  requests: counter(
    'requests_total',
    'Number of requests by method, route and class of the response status. 499 (client closed the connection) counts as 4xx',
    ['route', 'pool', 'backend', 'method', 'status'],
  ),
  requestDuration: histogram(
    'request_duration_seconds',
    'Time from the head of a request to the last byte of its response',
    ['route'],
  ),
  requestFailures: counter(
    'request_failures_total',
    'Number of requests that ended without a complete response of a backend, by error code',
    ['route', 'code'],
  ),
  requestBytes: counter(
    'request_bytes_total',
    'Number of bytes in request bodies and in tunnels from clients',
    ['route'],
  ),
  responseBytes: counter(
    'response_bytes_total',
    'Number of bytes in response bodies and in tunnels to clients',
    ['route'],
  ),
  requestsInFlight: gauge('requests_in_flight', 'Number of requests in progress, tunnels included', []),
  heldResources: gauge(
    'held_resources',
    'Number of resources that requests in progress hold, by resource. A value that stays above 0 without requests is a leak',
    ['resource'],
  ),
  rateLimited: counter('rate_limited_total', 'Number of requests rejected by a rate limit', ['route']),
  malformed: counter('malformed_requests_total', 'Number of malformed requests by error code', ['code']),
  clientConnections: gauge('client_connections', 'Number of open client connections by use: active or idle', [
    'state',
  ]),
  clientConnectionsAccepted: counter(
    'client_connections_accepted_total',
    'Number of accepted client connections',
    [],
  ),
  clientConnectionsRefused: counter(
    'client_connections_refused_total',
    'Number of client connections closed before the gateway read from them, by reason',
    ['reason'],
  ),
  attempts: counter('attempts_total', 'Number of attempts, retries included', ['pool', 'backend']),
  attemptFailures: counter(
    'attempt_failures_total',
    'Number of attempts that ended without a complete response, by error code',
    ['pool', 'backend', 'code'],
  ),
  upstreamFailures: counter(
    'upstream_failures_total',
    'Number of failed attempts by kind of backend failure',
    ['pool', 'backend', 'kind'],
  ),
  authServiceFailures: counter(
    'auth_service_failures_total',
    'Number of requests whose credentials could not be checked, and of failed key refreshes, by service and kind of failure',
    ['service', 'kind'],
  ),
  retries: counter('retries_total', 'Number of retries, hedges not included', ['pool']),
  hedges: counter('hedges_total', 'Number of hedges: second attempts alongside a slow first one', ['pool']),
  upstreamDuration: histogram(
    'upstream_duration_seconds',
    'Time from sending a request to a backend to the last byte of its response',
    ['pool', 'backend'],
  ),
  timeToFirstByte: histogram(
    'time_to_first_byte_seconds',
    'Time from sending a request to a backend to the head of its response',
    ['pool', 'backend'],
  ),
  backendRequestsInFlight: gauge('backend_requests_in_flight', 'Number of attempts in progress', [
    'pool',
    'backend',
  ]),
  upstreamConnections: gauge(
    'upstream_connections',
    'Number of open connections to backends by use: active or idle',
    ['pool', 'backend', 'state'],
  ),
  poolQueued: gauge(
    'pool_requests_queued',
    'Number of requests that wait because all suitable backends are full',
    ['pool'],
  ),
  ownerQueued: gauge(
    'owner_requests_queued',
    'Number of requests that wait because the backend that owns their resource is not available',
    ['pool', 'backend'],
  ),
  ownerWaits: counter(
    'owner_waits_total',
    'Number of waits for the backend that owns a resource, by their end: back, expired, full, or left if the client left',
    ['pool', 'end'],
  ),
  shed: counter('requests_shed_total', 'Number of requests rejected because the gateway is overloaded', []),
  upstreamQueued: gauge(
    'upstream_requests_queued',
    'Number of requests that wait for a connection to a backend',
    ['pool', 'backend'],
  ),
  backendState: gauge(
    'backend_state',
    '1 for the current state of the backend: healthy, unknown, full, ejected, unhealthy, draining or disabled',
    ['pool', 'backend', 'state'],
  ),
  backendAvailable: gauge(
    'backend_available',
    '1 if the backend may get requests without an owner, otherwise 0',
    ['pool', 'backend'],
  ),
  stateChanges: counter('backend_state_changes_total', 'Number of changes of a backend to a state', [
    'pool',
    'backend',
    'state',
  ]),
  probes: counter(
    'probes_total',
    'Number of probes by result: passed, draining, failed, or skipped (the gateway had no socket for the probe)',
    ['pool', 'backend', 'result'],
  ),
  ejections: counter('ejections_total', 'Number of ejections by outlier detection', ['pool', 'backend']),
  discoveryBackends: gauge(
    'discovery_backends',
    'Number of backends in the last accepted list of a discovery source',
    ['pool', 'source'],
  ),
  discoveryLastSuccess: gauge(
    'discovery_last_success_timestamp_seconds',
    'Time of the last list of a discovery source, in seconds since 1970; 0 if there was none',
    ['pool', 'source'],
  ),
  discoveryFailures: counter('discovery_failures_total', 'Number of failed queries of a discovery source', [
    'pool',
    'source',
  ]),
  discoveryUpdateSuspended: gauge(
    'discovery_update_suspended',
    '1 if a much shorter list of a discovery source waits for confirmation, otherwise 0',
    ['pool', 'source'],
  ),
  stickyLookups: counter(
    'sticky_lookups_total',
    'Number of requests that named a resource, by affinity rule and reason for the destination',
    ['rule', 'reason'],
  ),
  stickySessions: gauge('sticky_sessions', 'Number of resources whose owner is remembered, by backend', [
    'backend',
  ]),
  stickyCreatesPending: gauge(
    'sticky_creates_pending',
    'Number of creating requests under way that hold a lease',
    [],
  ),
  stickyEvents: counter(
    'sticky_events_total',
    'Number of events of sticky sessions by event: `lease-expired`, `stale-proof` (a response was not applied, since the session had changed or a create was under way), `create-conflict`, `learn-conflict`, `unproven-create`, `store-error`, `replay`, `stale-epoch` (the owner had seen a later epoch)',
    ['event'],
  ),
  locateSearches: counter(
    'locate_searches_total',
    'Number of searches for an unknown owner by result: found, absent, unknown or refused',
    ['outcome'],
  ),
  storeUp: gauge(
    'store_up',
    '1 if the external store works, 0 if it does not respond or rejects some commands',
    ['store'],
  ),
  storeTroubles: gauge(
    'store_troubles',
    'Number of gateway processes with a store error, by kind: unreachable, or an error of the store such as READONLY, OOM or NOPERM',
    ['store', 'kind'],
  ),
  storeCallDuration: histogram(
    'store_call_duration_seconds',
    'Time from sending a command to an external store to its response or time-out',
    ['store', 'operation'],
  ),
  storeCallFailures: counter('store_call_failures_total', 'Number of failed commands to an external store', [
    'store',
  ]),
  storeCallsShortCircuited: counter(
    'store_calls_short_circuited_total',
    'Number of commands that failed at once because the external store had not responded before',
    ['store'],
  ),
  configReloads: counter('config_reloads_total', 'Number of configuration reloads by result', ['result']),
  configLastReloadSuccessful: gauge(
    'config_last_reload_successful',
    '1 if the last configuration reload succeeded, otherwise 0',
    [],
  ),
  configLastSuccess: gauge(
    'config_last_success_timestamp_seconds',
    'Time of the last successful configuration load, in seconds since 1970',
    [],
  ),
  certificateExpiry: gauge(
    'certificate_expiry_seconds',
    'Seconds until a certificate of the listener expires, by file; negative after that',
    ['file'],
  ),
  workers: gauge(
    'workers',
    'Number of worker processes that serve clients; 0 if there is a single process',
    [],
  ),
  workerRestarts: counter(
    'worker_restarts_total',
    'Number of worker processes that were replaced because they exited unexpectedly',
    [],
  ),
  workerCpu: counter('worker_cpu_seconds_total', 'CPU time of the worker process by place', ['worker']),
  workerMemory: gauge('worker_resident_memory_bytes', 'Memory of the worker process by place', ['worker']),
  internalErrors: counter(
    'internal_errors_total',
    'Number of contained internal errors, by the observer or the event emitter whose handler failed',
    ['source'],
  ),
  logLinesDropped: counter(
    'log_lines_dropped_total',
    'Number of log lines dropped because the log output was too slow',
    [],
  ),
  buildInfo: gauge('build_info', 'Always 1; the labels name the version of the gateway and of Node.js', [
    'version',
    'node',
  ]),
} as const satisfies Record<string, MetricDefinition>;

function counter(name: string, help: string, labels: readonly string[]): MetricDefinition {
  return { name, type: 'counter', help, labels };
}

function gauge(name: string, help: string, labels: readonly string[]): MetricDefinition {
  return { name, type: 'gauge', help, labels };
}

function histogram(name: string, help: string, labels: readonly string[]): MetricDefinition {
  return { name, type: 'histogram', help, labels };
}

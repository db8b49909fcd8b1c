import { type MetricDefinition } from './metric-definition';

/** The metrics of the gateway, without the prefix they all have. A new one is listed here, and published with `Metrics`. */
export const METRICS = {
  requests: counter(
    'requests_total',
    'Requests that have ended, by the class of the status that the client got (499, it left, is 4xx)',
    ['route', 'pool', 'backend', 'method', 'status'],
  ),
  requestDuration: histogram(
    'request_duration_seconds',
    'From the head of a request to the last byte of its answer to the client',
    ['route'],
  ),
  requestFailures: counter(
    'request_failures_total',
    'Requests that ended without the whole of a backend’s answer, by the code of the problem',
    ['route', 'code'],
  ),
  requestBytes: counter('request_bytes_total', 'Bytes of request bodies, and of tunnels from clients', [
    'route',
  ]),
  responseBytes: counter('response_bytes_total', 'Bytes of answers’ bodies, and of tunnels to clients', [
    'route',
  ]),
  requestsInFlight: gauge(
    'requests_in_flight',
    'Requests that have come and not ended, tunnels included',
    [],
  ),
  heldResources: gauge(
    'held_resources',
    'Resources that requests in flight hold, by resource. A value that stays above 0 without requests is a leak',
    ['resource'],
  ),
  rateLimited: counter('rate_limited_total', 'Requests refused because their client sends too many', [
    'route',
  ]),
  malformed: counter(
    'malformed_requests_total',
    'What could not be read as a request, by the code of the answer',
    ['code'],
  ),
  clientConnections: gauge('client_connections', 'Open connections of clients: with a request, and without', [
    'state',
  ]),
  clientConnectionsAccepted: counter('client_connections_accepted_total', 'Connections of clients', []),
  clientConnectionsRefused: counter(
    'client_connections_refused_total',
    'Connections of clients that were closed before anything was read of them, by the reason',
    ['reason'],
  ),
  attempts: counter('attempts_total', 'Attempts begun, retries included', ['pool', 'backend']),
  attemptFailures: counter(
    'attempt_failures_total',
    'Attempts that ended without the whole of an answer, by the code of what was wrong',
    ['pool', 'backend', 'code'],
  ),
  upstreamFailures: counter(
    'upstream_failures_total',
    'Number of attempts that failed, by the kind of what was wrong with the backend',
    ['pool', 'backend', 'kind'],
  ),
  authServiceFailures: counter(
    'auth_service_failures_total',
    'Number of requests whose credentials could not be checked, and of failed refreshes of keys, by the service that failed and the kind of what was wrong',
    ['service', 'kind'],
  ),
  retries: counter('retries_total', 'Attempts after the first one of a request, hedges left out', ['pool']),
  hedges: counter('hedges_total', 'Second attempts beside a first one that takes long', ['pool']),
  upstreamDuration: histogram(
    'upstream_duration_seconds',
    'From the sending of a request to a backend to the last byte of its answer',
    ['pool', 'backend'],
  ),
  timeToFirstByte: histogram(
    'time_to_first_byte_seconds',
    'From the sending of a request to a backend to the head of its answer',
    ['pool', 'backend'],
  ),
  backendRequestsInFlight: gauge('backend_requests_in_flight', 'Attempts sent and not ended', [
    'pool',
    'backend',
  ]),
  upstreamConnections: gauge(
    'upstream_connections',
    'Open connections to backends: with a request, and without',
    ['pool', 'backend', 'state'],
  ),
  poolQueued: gauge(
    'pool_requests_queued',
    'Requests that wait because every backend they may go to is full',
    ['pool'],
  ),
  shed: counter('requests_shed_total', 'Requests refused because the gateway itself is overloaded', []),
  upstreamQueued: gauge('upstream_requests_queued', 'Requests that wait for a connection', [
    'pool',
    'backend',
  ]),
  backendState: gauge(
    'backend_state',
    '1 for the state the backend is in: healthy, unknown, full, ejected, unhealthy, draining or disabled',
    ['pool', 'backend', 'state'],
  ),
  backendAvailable: gauge('backend_available', 'Whether the backend may be sent what nobody owns', [
    'pool',
    'backend',
  ]),
  stateChanges: counter('backend_state_changes_total', 'Steps of a backend into a state', [
    'pool',
    'backend',
    'state',
  ]),
  probes: counter(
    'probes_total',
    'Probes by how they ended: passed, drains, failed, or unasked, where the gateway had no socket to ask with',
    ['pool', 'backend', 'result'],
  ),
  ejections: counter('ejections_total', 'Times that live traffic has taken the backend out', [
    'pool',
    'backend',
  ]),
  discoveryBackends: gauge(
    'discovery_backends',
    'Backends in the list of a source that counts: the last one that was believed',
    ['pool', 'source'],
  ),
  discoveryLastSuccess: gauge(
    'discovery_last_success_timestamp_seconds',
    'When a source told its backends last, in seconds since 1970; 0 if never',
    ['pool', 'source'],
  ),
  discoveryFailures: counter('discovery_failures_total', 'Times that a source could not tell its backends', [
    'pool',
    'source',
  ]),
  discoveryHeld: gauge(
    'discovery_held',
    'Whether a much shorter list of a source is held back until it is confirmed',
    ['pool', 'source'],
  ),
  stickyLookups: counter(
    'sticky_lookups_total',
    'Requests that named a resource, by the affinity rule and why they went where they went',
    ['rule', 'reason'],
  ),
  stickySessions: gauge('sticky_sessions', 'Resources that a backend is remembered to own', ['backend']),
  locateSearches: counter(
    'locate_searches_total',
    'Searches among the backends for an unknown owner, by how they ended: found, absent, unknown or refused',
    ['outcome'],
  ),
  storeUp: gauge(
    'store_up',
    'Whether the outside store does what it is asked: 0 while it does not answer, or refuses some of it',
    ['store'],
  ),
  storeTroubles: gauge(
    'store_troubles',
    'Processes of the gateway that have trouble with an outside store, by its kind: unreachable, or what the store answers, such as READONLY, OOM or NOPERM',
    ['store', 'kind'],
  ),
  storeCallDuration: histogram(
    'store_call_duration_seconds',
    'From the sending of a call to an outside store to its answer, or to the end of waiting for one',
    ['store', 'operation'],
  ),
  storeCallFailures: counter('store_call_failures_total', 'Calls to an outside store without a good answer', [
    'store',
  ]),
  storeCallsUnsent: counter(
    'store_calls_unsent_total',
    'Calls that failed at once, because the outside store had not answered before',
    ['store'],
  ),
  configReloads: counter(
    'config_reloads_total',
    'Readings of the configuration while running, by how they ended',
    ['result'],
  ),
  configLastReloadSuccessful: gauge(
    'config_last_reload_successful',
    'Whether the last reading of the configuration was put in force',
    [],
  ),
  configLastSuccess: gauge(
    'config_last_success_timestamp_seconds',
    'When a configuration was put in force last, in seconds since 1970',
    [],
  ),
  certificateExpiry: gauge(
    'certificate_expiry_seconds',
    'Seconds until a certificate of the listener expires, by its file; negative after that',
    ['file'],
  ),
  workers: gauge(
    'workers',
    'Worker processes that take requests; none where one process does everything',
    [],
  ),
  workerRestarts: counter(
    'worker_restarts_total',
    'Worker processes that had to be replaced, because they had ended by themselves',
    [],
  ),
  workerCpu: counter('worker_cpu_seconds_total', 'CPU time of the worker process in each place', ['worker']),
  workerMemory: gauge('worker_resident_memory_bytes', 'Memory of the worker process in each place', [
    'worker',
  ]),
  internalErrors: counter(
    'internal_errors_total',
    'Number of errors of the gateway itself that were contained, by the observer or the emitter whose handler threw',
    ['source'],
  ),
  logLinesDropped: counter(
    'log_lines_dropped_total',
    'Log lines lost, because the log was not taken in time',
    [],
  ),
  buildInfo: gauge('build_info', 'Always 1; the labels name the version and the Node.js it runs on', [
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

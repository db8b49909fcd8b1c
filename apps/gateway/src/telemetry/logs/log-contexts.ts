/** The contexts of log lines, except access lines. Every context of a Logger is listed here. */
export const LOG_CONTEXTS: Readonly<Record<string, { levels: string; says: string }>> = {
  Gateway: {
    levels: 'error',
    says: 'An internal error, with its stack: of a request that got 500, of an observer, or of an event handler',
  },
  Backends: {
    levels: 'info, warn',
    says: 'A backend changed its state; a request failed at a backend; a pool lost or regained enough healthy backends',
  },
  Auth: {
    levels: 'warn',
    says: 'A service that checks credentials or publishes keys fails',
  },
  Reload: {
    levels: 'info, warn, error',
    says: 'The configuration was reloaded, has warnings, requires a restart, or was rejected',
  },
  Discovery: {
    levels: 'info, warn, error',
    says: 'The backends found for a pool changed; a source fails or works again; an update is suspended',
  },
  Rebalance: {
    levels: 'info, warn',
    says: 'Rebalancing has begun after a scale-up or has ended, or a round has failed',
  },
  Workers: {
    levels: 'info, warn, error',
    says: 'A worker started, was replaced, or exited unexpectedly; a rolling restart and its result',
  },
  Upgrade: {
    levels: 'info, error',
    says: 'Another process is started to take over from this one, has taken over, or cannot',
  },
  Admin: { levels: 'error', says: 'An operation of the admin API failed unexpectedly' },
  Audit: {
    levels: 'info',
    says: 'An operator changed something: the change, and the address of the operator',
  },
  Certificates: { levels: 'warn', says: 'A certificate of the listener has expired or expires soon' },
  Files: {
    levels: 'info, warn',
    says: 'A file that the configuration names has changed or cannot be read',
  },
  Listener: { levels: 'warn', says: 'Connections were closed before the gateway read from them, and why' },
  Overload: {
    levels: 'info, warn',
    says: 'The gateway is overloaded and rejects requests, or accepts all of them again',
  },
  Sessions: {
    levels: 'warn, error',
    says: 'The sticky sessions could not be written to their file, or not read from it',
  },
  Gateways: {
    levels: 'info, warn, error',
    says: 'An override was set at another gateway, or reaches this one only; gateways join and leave the cluster',
  },
  Registry: {
    levels: 'info, warn',
    says: 'A backend registered itself, left, or did not renew its registration',
  },
  Redis: { levels: 'info, warn', says: 'The connection to Redis was lost, or is back' },
  Program: {
    levels: 'info, warn, error, fatal',
    says: 'The process listens, handles a signal, cannot start, or has an uncertain configuration',
  },
  Node: { levels: 'warn, fatal', says: 'A warning of Node.js, or the error that ends the process' },
  Log: { levels: 'warn', says: 'The number of log lines lost, because the log output was too slow' },
  ExceptionsHandler: { levels: 'error', says: 'Nest caught an error that nothing else handled' },
};

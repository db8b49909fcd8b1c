/** Who speaks in the log beside access lines: the `context` of a line. Whoever makes a Logger is listed here. */
export const LOG_CONTEXTS: Readonly<Record<string, { levels: string; says: string }>> = {
  Gateway: {
    levels: 'error',
    says: 'An internal error, with its stack: of a request that got 500, of an observer, or of an event handler',
  },
  Backends: {
    levels: 'info, warn',
    says: 'A backend changed its state, or a request failed at it, and why; a pool lost or regained enough fit backends',
  },
  Auth: {
    levels: 'warn',
    says: 'A service that checks credentials, or has the keys of tokens, fails, and how',
  },
  Reload: {
    levels: 'info, warn, error',
    says: 'The configuration was read anew, is doubtful, needs a restart, or was refused',
  },
  Discovery: {
    levels: 'info, warn, error',
    says: 'Who was found for a pool has changed; a source cannot be asked, or can be again; a list is held',
  },
  Workers: {
    levels: 'info, warn, error',
    says: 'A worker has started, was replaced, or ended unasked; a rolling restart and how it ends',
  },
  Upgrade: {
    levels: 'info, error',
    says: 'Another process is started to take over from this one, has done so, or cannot',
  },
  Admin: { levels: 'error', says: 'An operation of the admin API failed in a way that nobody foresaw' },
  Audit: { levels: 'info', says: 'An operator changed something: what, and from which address' },
  Files: {
    levels: 'info, warn',
    says: 'A file that is read beside the configuration has changed, or cannot be read',
  },
  Listener: { levels: 'warn', says: 'Connections were closed before anything was read of them, and why' },
  Overload: {
    levels: 'info, warn',
    says: 'The gateway has too much to do and refuses requests, or takes all of them again',
  },
  Sessions: {
    levels: 'warn, error',
    says: 'The sticky sessions could not be kept in their file, or not be taken from it',
  },
  Gateways: {
    levels: 'info, warn, error',
    says: 'What operators want was said at another gateway, or reaches this one only; gateways come and go',
  },
  Registry: {
    levels: 'info, warn',
    says: 'A backend has announced itself, left, or was not heard of for too long',
  },
  Redis: { levels: 'info, warn', says: 'The connection to Redis was lost, or is back' },
  Program: {
    levels: 'info, warn, error, fatal',
    says: 'The process has started and listens, obeys a signal, cannot start, or was configured doubtfully',
  },
  Node: { levels: 'warn, fatal', says: 'A warning of Node, or the error that ends the process' },
  Log: { levels: 'warn', says: 'So many lines were lost, because the log was not taken in time' },
  ExceptionsHandler: { levels: 'error', says: 'Nest caught an error that nothing else did' },
};

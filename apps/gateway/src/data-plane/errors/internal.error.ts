import { ProxyError } from './proxy.error';

/** Something of our own went wrong; the cause is for the log, never for the client. */
export class InternalError extends ProxyError {
  readonly code = 'internal_error';
  readonly status = 500;
  readonly phase = 'request';

  constructor(cause: unknown) {
    super('The gateway could not handle this request.', { cause });
  }
}

import { ProxyError } from './proxy.error';

/** No route serves this host, path and method. */
export class NoRouteError extends ProxyError {
  readonly code = 'no_route';
  readonly status = 404;
  readonly phase = 'route';

  constructor() {
    super('No route matches this request.');
  }
}

/** The path can be read in two ways that lead to different routes. */
export class AmbiguousPathError extends ProxyError {
  readonly code = 'ambiguous_path';
  readonly status = 400;
  readonly phase = 'route';
}

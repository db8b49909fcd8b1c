/** Defines which requests go where: the part of a route that is matched. Other code owns the rest. */
export interface Route {
  /** Names the route in logs and metrics. */
  readonly name: string;
  /** `api.example.com`, or `*.example.com` for everything below it; without one, every host. */
  readonly host?: string;
  /** A prefix on segment borders: `/items` matches `/items`, `/items/` and `/items/1`, never `/itemsx`. */
  readonly path: string;
  /** Spelled as on the wire; without them, every method. */
  readonly methods?: readonly string[];
  /** By name, in any case: the whole value that the request must have there, or true where any will do. */
  readonly headers?: Readonly<Record<string, string | true>>;
}

/**
 * The properties of a request that are matched besides its target. An `IncomingMessage` has them; its headers
 * are read last.
 */
export interface RequestHeaders {
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
}

/**
 * Where a request goes.
 *
 * `none` is a 404; `malformed` (a target that is no path) and `ambiguous` (one that leads to different routes,
 * depending on who reads it) are a 400. The same objects are given again and again: they are not to be changed.
 */
export type RouteMatch<R extends Route> =
  | { readonly kind: 'route'; readonly route: R }
  | { readonly kind: 'none' }
  | { readonly kind: 'malformed' | 'ambiguous'; readonly reason: string };

import { type IncomingMessage } from 'node:http';

/** What Express makes of a request, as far as it is used here. */
export interface RoutedRequest extends IncomingMessage {
  readonly path: string;
  readonly params: Readonly<Record<string, unknown>>;
  readonly query: Readonly<Record<string, unknown>>;
  /** The parsed body, of any shape; undefined when there is none. */
  body?: unknown;
  /** The route that took the request, if any has. */
  readonly route?: object;
}

import { type IncomingMessage } from 'node:http';

/** The fields that Express adds to a request, as far as they are used here. */
export interface RoutedRequest extends IncomingMessage {
  readonly path: string;
  readonly params: Readonly<Record<string, unknown>>;
  readonly query: Readonly<Record<string, unknown>>;
  /** The parsed body, of any shape; undefined when there is none. */
  body?: unknown;
  /** The route that took the request, if any has. */
  readonly route?: object;
}

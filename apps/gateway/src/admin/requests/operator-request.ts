import { type IncomingMessage } from 'node:http';

/** What Express makes of an operator's request, as far as it is used here. */
export interface OperatorRequest extends IncomingMessage {
  readonly originalUrl: string;
  readonly params: Readonly<Record<string, unknown>>;
  readonly query: Readonly<Record<string, unknown>>;
  /** What its JSON says, once it was read. */
  said?: unknown;
}

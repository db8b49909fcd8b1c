import { type IncomingMessage } from 'node:http';

/** The part of an Express request that is used here. */
export interface OperatorRequest extends IncomingMessage {
  readonly originalUrl: string;
  readonly params: Readonly<Record<string, unknown>>;
  readonly query: Readonly<Record<string, unknown>>;
  /** The parsed JSON body, once it has been read. */
  said?: unknown;
}

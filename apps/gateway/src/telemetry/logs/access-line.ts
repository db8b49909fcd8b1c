import { type Exchange } from '../../data-plane/exchange/exchange';
import { type Redaction } from './redaction';

/** Facts for a line in addition to the exchange. */
export interface AccessLineContext {
  /** Wall time at the end of the exchange, in milliseconds since 1970. */
  readonly time: number;
  readonly clientAddress: string;
  /** Path and query, with what is to be hidden hidden. */
  readonly target: string;
  /** Names of request headers that are wanted, in lower case. */
  readonly headers: readonly string[];
  readonly redaction: Redaction;
}

/** Writes down one request, in one line with its line break. */
export type AccessLine = (exchange: Exchange, context: AccessLineContext) => string;

import { type Backend } from '../../upstream/backend';
import { type Exchange } from '../../exchange/exchange';
import { requestLines } from '../../exchange/request-text';

/**
 * Fields that a probe for a resource leaves out: the body and its framing, and fields that could change a
 * positive response.
 */
const LEFT_OUT =
  /^(?:content-[\w-]+|transfer-encoding|expect|te|trailer|connection|upgrade|sec-websocket-[\w-]+|if-[\w-]+|range|idempotency-key):[^\n]*\n/gim;

/** The head that asks a backend for a resource in the client's name, with the client's credentials. */
export function probeText(exchange: Exchange, method: string, target: string, backend: Backend): string {
  return `${method} ${target} HTTP/1.1\r\n${requestLines(exchange, backend).replace(LEFT_OUT, '')}\r\n`;
}

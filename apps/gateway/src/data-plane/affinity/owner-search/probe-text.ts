import { type Backend } from '../../upstream/backend';
import { type Exchange } from '../../exchange/exchange';
import { requestLines } from '../../exchange/request-text';

/**
 * What must not go along when a backend is asked whether it has a resource: the body and its framing, and whatever would
 * make another answer of "yes".
 */
const LEFT_OUT =
  /^(?:content-[\w-]+|transfer-encoding|expect|te|trailer|connection|upgrade|sec-websocket-[\w-]+|if-[\w-]+|range|idempotency-key):[^\n]*\n/gim;

/** The head that asks a backend for a resource in the client's name, with the client's credentials. */
export function probeText(exchange: Exchange, method: string, target: string, backend: Backend): string {
  return `${method} ${target} HTTP/1.1\r\n${requestLines(exchange, backend).replace(LEFT_OUT, '')}\r\n`;
}

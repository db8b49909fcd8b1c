import { type ProxyError } from '../../errors/proxy.error';
import { type UpstreamConnection } from '../../upstream/connections/upstream.connection';
import { type Exchange } from '../exchange';

/** Methods whose repetition means the same as one request (RFC 9110 §9.2.2). */
const IDEMPOTENT = new Set(['GET', 'HEAD', 'PUT', 'DELETE', 'OPTIONS']);

/** Whether sending this request a second time can do no harm, wherever the first sending came to. */
export function isRepeatable(exchange: Exchange): boolean {
  if (IDEMPOTENT.has(exchange.head.method)) return true;
  const { rawHeaders } = exchange.request;
  return rawHeaders.some((name, at) => at % 2 === 0 && name.toLowerCase() === 'idempotency-key');
}

/** Whether the backend may have acted, but the client has seen nothing yet. */
export function failedBeforeHead(error: ProxyError): boolean {
  return error.phase === 'send' || error.phase === 'head';
}

/** Whether the backend closed a kept connection at the moment it was used again (RFC 9112 §9.3.1). */
export function isKeepAliveRace(error: ProxyError, connection: UpstreamConnection): boolean {
  return error.phase === 'send' && connection.reused && !connection.answerBegun;
}

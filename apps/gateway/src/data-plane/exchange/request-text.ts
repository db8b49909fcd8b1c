import { type Backend } from '../upstream/backend';
import { type Exchange } from './exchange';
import { VIA } from '../http/request-head';

const PREFIX_LINES = /^x-forwarded-prefix:(.*)\r\n/gim;

/**
 * Returns the head of the upstream request as text: the client's fields as they came, then the gateway's fields
 * about the client (`X-Forwarded-*`, `X-Request-Id`, `Via`). Such fields from an untrusted peer are left out.
 */
export function requestText(exchange: Exchange, backend: Backend): string {
  return `${exchange.head.method} ${exchange.target} HTTP/1.1\r\n${requestLines(exchange, backend)}\r\n`;
}

/** The fields of that head as lines, after what the route changes of them. */
export function requestLines(exchange: Exchange, backend: Backend): string {
  const { requestEdits } = exchange.route;
  const lines = fieldLines(exchange, backend);
  return requestEdits === undefined ? lines : requestEdits.ofLines(lines);
}

function fieldLines(exchange: Exchange, backend: Backend): string {
  const { head, client, id } = exchange;
  const host = head.host === '' ? backend.authority : head.host;
  const fields =
    exchange.trace === undefined ? head.fields : tracedFields(head.fields, exchange.trace.fieldsFor(backend));
  const prefix = exchange.route.publicPaths?.forwardedPrefix ?? '';
  let text = head.namesHost ? fields : `Host: ${host}\r\n${fields}`;
  if (client.isTrusted) text += forwardedByTrusted(exchange, host, prefix);
  else text += `X-Forwarded-For: ${client.peer}\r\n${forwardedBy(exchange, host)}${prefixLine(prefix)}`;
  text += `X-Request-Id: ${id}\r\nVia: ${head.via === undefined ? VIA : `${head.via}, ${VIA}`}\r\n`;
  if (exchange.placement.epoch !== undefined) text += `X-Owner-Epoch: ${exchange.placement.epoch}\r\n`;
  if (exchange.identity !== undefined) text += exchange.identity.fields;
  if (head.wantsWebSocket) text += 'Connection: Upgrade\r\nUpgrade: websocket\r\n';
  else if (head.takesTrailers) text += 'Connection: TE\r\nTE: trailers\r\n';
  if (head.expectsContinue) text += 'Expect: 100-continue\r\n';
  return text;
}

/** The backend's part of a trace belongs below the attempt, not beside it. */
function tracedFields(fields: string, own: string): string {
  return fields.replace(/^(?:traceparent|tracestate):.*\r\n/gim, '') + own;
}

function forwardedBy({ client }: Exchange, host: string): string {
  return `X-Forwarded-Proto: ${client.scheme}\r\nX-Forwarded-Host: ${host}\r\nX-Forwarded-Port: ${client.port}\r\n`;
}

/** A trusted proxy's own account is extended, not replaced; it is complete when it names the scheme. */
function forwardedByTrusted(exchange: Exchange, host: string, prefix: string): string {
  const { head, client } = exchange;
  const hops = head.forwardedFor === undefined ? client.peer : `${head.forwardedFor}, ${client.peer}`;
  const account = /^x-forwarded-proto:/im.test(head.forwardedFields)
    ? head.forwardedFields
    : head.forwardedFields + forwardedBy(exchange, host);
  return `X-Forwarded-For: ${hops}\r\n${prefix === '' ? account : belowPrefixes(account, prefix)}`;
}

function prefixLine(prefix: string): string {
  return prefix === '' ? '' : `X-Forwarded-Prefix: ${prefix}\r\n`;
}

/** A prefix behind those that proxies in front of the gateway have taken off. */
function belowPrefixes(account: string, prefix: string): string {
  const before = [...account.matchAll(PREFIX_LINES)].flatMap(([, value]) => value.split(','));
  const all = [...before, prefix].map((part) => part.trim().replace(/\/$/, '')).join('');
  return account.replace(PREFIX_LINES, '') + prefixLine(all);
}

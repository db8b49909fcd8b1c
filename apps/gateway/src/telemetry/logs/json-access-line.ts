import { causeText } from '../../data-plane/errors/failure-cause';
import { type Exchange } from '../../data-plane/exchange/exchange';
import { headerValue } from '../../data-plane/http/request-values';
import { type Backend } from '../../data-plane/upstream/backend';
import { type AccessLine, type AccessLineContext } from './access-line';
import { formatHundredths, Timestamps } from './format-numbers';
import { jsonField } from './escape-control-chars';

const timestamps = new Timestamps(String);
/** The fields of what stays the same for many requests, made once. */
const ofRoute = new WeakMap<object, string>();
const ofBackend = new WeakMap<Backend, string>();

/**
 * One line of JSON for one request, put together by hand: a serialiser that looks at every value costs several times as
 * much. Times are milliseconds; what did not happen is left out.
 */
export const jsonAccessLine: AccessLine = (exchange, context) => {
  const { head, client, status, failure } = exchange;
  return (
    `{"level":"info","time":${timestamps.millisecondOf(context.time)},"event":"request","id":${jsonField(exchange.id)}` +
    `,"client":${jsonField(context.clientAddress)},"method":${jsonField(head.method)}` +
    `,"host":${jsonField(head.host)},"path":${jsonField(context.target)},"status":${status}` +
    `${failure === undefined ? '' : `,"failure":"${failure.code}"`}${cause(exchange)}${destination(exchange)}` +
    `,"bytesIn":${exchange.bytes.in},"bytesOut":${exchange.bytes.out}${times(exchange)}` +
    `${context.headers.length === 0 ? '' : headers(exchange, context)}` +
    (client.isTrusted ? `,"peer":"${client.peer}"}\n` : '}\n')
  );
};

/** The failure of the backend, or of another service, also if a later attempt succeeded. */
function cause({ attempts, failure }: Exchange): string {
  const found = attempts.lastFailure?.failureCause ?? failure?.failureCause;
  return found === undefined ? '' : `,"cause":${jsonField(causeText(found))}`;
}

/** Where it went, and why. */
function destination(exchange: Exchange): string {
  const { identity, attempts, placement } = exchange;
  const { respondedBy } = attempts;
  const route = exchange.route as Exchange['route'] | undefined;
  const pool = exchange.pool as Exchange['pool'] | undefined;
  let text = '';
  if (route !== undefined)
    text += ofRoute.get(route) ?? remember(ofRoute, route, `,"route":${jsonField(route.name)}`);
  if (pool !== undefined)
    text += `,"pool":"${pool.name}","attempts":${attempts.count},"reason":"${placement.reason}"`;
  if (respondedBy !== undefined) {
    text +=
      ofBackend.get(respondedBy) ??
      remember(ofBackend, respondedBy, `,"backend":${jsonField(respondedBy.id)}`);
  }
  if (placement.rule !== undefined) text += `,"rule":"${placement.rule}"`;
  return identity === undefined ? text : `${text},"user":${jsonField(identity.name)}`;
}

function remember<Key extends object>(known: WeakMap<Key, string>, key: Key, text: string): string {
  known.set(key, text);
  return text;
}

/** How long in all, until it was sent, from there to the head of the answer, and from there to the end. */
function times({ startedAt, endedAt, attempts }: Exchange): string {
  const { sentAt, firstByteAt } = attempts;
  const text = `,"duration":${formatHundredths(endedAt - startedAt)}`;
  if (sentAt === 0) return text;
  const forOwner = attempts.waited === 0 ? '' : `,"waitingForOwner":${formatHundredths(attempts.waited)}`;
  const sent = `${text},"waiting":${formatHundredths(sentAt - startedAt)}${forOwner}`;
  // Of an attempt that was given up there may be an earlier answer.
  if (firstByteAt < sentAt) return sent;
  return `${sent},"answering":${formatHundredths(firstByteAt - sentAt)},"streaming":${formatHundredths(endedAt - firstByteAt)}`;
}

function headers({ request }: Exchange, { headers: names, redaction }: AccessLineContext): string {
  const found = names.flatMap((name) => {
    const value = headerValue(request.rawHeaders, name);
    return value === undefined ? [] : `"${name}":${jsonField(redaction.header(name, value))}`;
  });
  return `,"headers":{${found.join(',')}}`;
}

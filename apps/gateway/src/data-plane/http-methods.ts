/** Properties of a method in the registry of IANA (RFC 9110 §9.2, §16.1). */
interface MethodProperties {
  /** It changes nothing. */
  readonly safe: boolean;
  /** Its repetition means the same as one request. */
  readonly idempotent: boolean;
}

const SAFE = 'GET HEAD OPTIONS PRI PROPFIND QUERY REPORT SEARCH TRACE';
const IDEMPOTENT =
  'ACL BASELINE-CONTROL BIND CHECKIN CHECKOUT COPY DELETE LABEL LINK MERGE MKACTIVITY MKCALENDAR MKCOL MKREDIRECTREF ' +
  'MKWORKSPACE MOVE ORDERPATCH PROPPATCH PUT REBIND UNBIND UNCHECKOUT UNLINK UNLOCK UPDATE UPDATEREDIRECTREF VERSION-CONTROL';
const NEITHER = 'CONNECT LOCK PATCH POST';

/** All methods of the registry, as of RFC 10008; what is not in it is neither safe nor idempotent. */
export const HTTP_METHODS: ReadonlyMap<string, MethodProperties> = new Map([
  ...entries(SAFE, { safe: true, idempotent: true }),
  ...entries(IDEMPOTENT, { safe: false, idempotent: true }),
  ...entries(NEITHER, { safe: false, idempotent: false }),
]);

/**
 * Returns true if a request of this method changes nothing, so that any backend with the resource can serve it.
 */
export function isSafe(method: string): boolean {
  return HTTP_METHODS.get(method)?.safe === true;
}

/** True if a request of this method can be sent a second time without harm. */
export function isIdempotent(method: string): boolean {
  return HTTP_METHODS.get(method)?.idempotent === true;
}

function entries(methods: string, properties: MethodProperties): [string, MethodProperties][] {
  return methods.split(' ').map((method) => [method, properties]);
}

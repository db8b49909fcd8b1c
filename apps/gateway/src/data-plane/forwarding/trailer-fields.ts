import { asOneName, HeaderRole, roleOf } from '../http/header-names';

/** Fields that a recipient might take for part of the head if they came behind the body (RFC 9110 §6.5.1). */
const FORBIDDEN = new Set([
  'trailer',
  'authorization',
  'proxy-authenticate',
  'www-authenticate',
  'cookie',
  'set-cookie',
  'set-cookie2',
  'cache-control',
  'content-encoding',
  'content-type',
  'content-range',
  'max-forwards',
  'pragma',
  'range',
  'age',
  'date',
  'expires',
  'location',
  'retry-after',
  'vary',
]);

/**
 * Header names besides `X-Auth-*` that identify users to backends: a trailer of such a name could impersonate
 * another user.
 */
const TELLS_WHO =
  /^(?:x-)?(?:api-?key|access-token|id-token|token|session(?:-id|-token)?|csrf-token|xsrf-token|remote-user|user(?:-id|-name)?|amzn-oidc-.*|goog-iap-.*|goog-authenticated-.*|ms-client-principal.*)$/;

/** Returns the trailers of a response that the client may get, as name, value, name, value. */
export function allowedTrailers(fields: readonly string[]): string[] {
  return fieldsWithout(fields, (name) => FORBIDDEN.has(name));
}

/**
 * Returns the trailers of a request that the backend may get. Admission has checked only the head. So no
 * trailer may identify the client or repeat a field of the head, since some backends merge trailers into it.
 */
export function allowedRequestTrailers(fields: readonly string[], head: readonly string[]): string[] {
  if (fields.length === 0) return [];
  const inHead = new Set(head.filter((_, at) => at % 2 === 0).map(asOneName));
  return fieldsWithout(fields, (name) => FORBIDDEN.has(name) || TELLS_WHO.test(name) || inHead.has(name));
}

function fieldsWithout(fields: readonly string[], isForbidden: (name: string) => boolean): string[] {
  const allowed: string[] = [];
  for (let at = 0; at < fields.length; at += 2) {
    const isEndToEnd = roleOf(fields[at].toLowerCase()) === HeaderRole.EndToEnd;
    if (isEndToEnd && !isForbidden(asOneName(fields[at]))) allowed.push(fields[at], fields[at + 1]);
  }
  return allowed;
}

import { type OutgoingHttpHeaders } from 'node:http2';

/** Fields that concern one connection of HTTP/1.1 and do not exist in HTTP/2 (RFC 9113 §8.2.2). */
const CONNECTION_FIELDS: ReadonlySet<string> = new Set([
  'connection',
  'http2-settings',
  'keep-alive',
  'proxy-connection',
  'te',
  'transfer-encoding',
  'upgrade',
]);

/** Lists that `node:http2` accepts in one line only: the values of several lines are joined (RFC 9110 §5.3). */
const ONE_LINE_LISTS: ReadonlySet<string> = new Set([
  'content-encoding',
  'content-language',
  'if-match',
  'if-none-match',
]);

/** Fields with one value, which `node:http2` refuses to send twice: the first one counts, as for readers of HTTP/1.1. */
const SINGLE_VALUES: ReadonlySet<string> = new Set([
  'access-control-allow-credentials',
  'access-control-max-age',
  'access-control-request-method',
  'age',
  'authorization',
  'content-length',
  'content-location',
  'content-md5',
  'content-range',
  'content-type',
  'date',
  'dnt',
  'etag',
  'expires',
  'from',
  'host',
  'if-modified-since',
  'if-range',
  'if-unmodified-since',
  'last-modified',
  'location',
  'max-forwards',
  'proxy-authorization',
  'range',
  'referer',
  'retry-after',
  'tk',
  'upgrade-insecure-requests',
  'user-agent',
  'x-content-type-options',
]);

const NAME = /^[!#$%&'*+\-.^_`|~0-9a-z]+$/;
const VALUE = /^[\t\x20-\x7e\x80-\xff]*$/;

/**
 * Fields of HTTP/1.1 as `node:http2` can send them: what HTTP/2 does not have, or what is no field at all, is left out.
 * Sending the result never throws.
 *
 * @param flat as name, value, name, value.
 */
export function http2Fields(flat: readonly string[]): OutgoingHttpHeaders {
  const fields = Object.create(null) as Record<string, string | string[]>;
  for (let at = 0; at < flat.length; at += 2) {
    const name = flat[at].toLowerCase();
    const value = flat[at + 1];
    if (CONNECTION_FIELDS.has(name) || !NAME.test(name) || !VALUE.test(value)) continue;
    const known = fields[name];
    if (known === undefined) fields[name] = value;
    else if (Array.isArray(known)) known.push(value);
    else if (ONE_LINE_LISTS.has(name)) fields[name] = `${known}, ${value}`;
    else if (!SINGLE_VALUES.has(name)) fields[name] = [known, value];
  }
  return fields;
}

import { BadRequestError } from '../errors/client.errors';

/** A request target as every later stage reads it (RFC 9112 §3.2). */
export interface RequestTarget {
  /** Path and query, beginning with a slash, the bytes as the client sent them; `*` for the server as a whole. */
  readonly path: string;
  /** The host (and port) that an absolute-form target names: it counts instead of `Host`, and is never dialled. */
  readonly authority: string | undefined;
}

/** Visible ASCII without the fragment sign, which no client may send (RFC 9112 §3.2, RFC 3986 §3.5). */
const TARGET = /^[\x21\x22\x24-\x7e]+$/;
const ABSOLUTE_FORM = /^https?:\/\/([^/?]*)(.*)$/i;

/** @throws BadRequestError for what is neither origin-form, absolute-form nor `OPTIONS *`. */
export function readTarget(method: string, target: string): RequestTarget {
  if (!TARGET.test(target))
    throw new BadRequestError('The request target has a character that is not allowed in URLs.');
  if (target.charCodeAt(0) === 0x2f) return { path: target, authority: undefined };
  if (target === '*' && method === 'OPTIONS') return { path: target, authority: undefined };
  const absolute = ABSOLUTE_FORM.exec(target);
  if (absolute === null) throw new BadRequestError('The request target is neither a path nor an http URL.');
  const [, authority, rest] = absolute;
  return { path: rest.startsWith('/') ? rest : `/${rest}`, authority };
}

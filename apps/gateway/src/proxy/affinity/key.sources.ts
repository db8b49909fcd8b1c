import { PathPattern } from '../path/path.pattern';
import { type RequestHead } from '../request.head';
import { cookieValue, headerValue, queryValue } from '../request.values';

/** Where a key may stand in a request. */
export type KeySource =
  | { readonly path: string }
  | { readonly query: string }
  | { readonly header: string }
  | { readonly cookie: string };

/** Reads the decoded value of a key; undefined where the request has none. */
export type KeyReader = (head: RequestHead, rawHeaders: readonly string[]) => string | undefined;

export function keyReader(source: KeySource): KeyReader {
  if ('path' in source) return pathReader(source.path);
  if ('query' in source) return (head) => queryValue(head.path, source.query);
  if ('header' in source) return headerReader(source.header.toLowerCase());
  return (_head, rawHeaders) => cookieValue(rawHeaders, source.cookie);
}

function pathReader(pattern: string): KeyReader {
  const compiled = new PathPattern(pattern);
  return (head) => compiled.match(head.path)?.[0];
}

function headerReader(lowerName: string): KeyReader {
  return (_head, rawHeaders) => headerValue(rawHeaders, lowerName);
}

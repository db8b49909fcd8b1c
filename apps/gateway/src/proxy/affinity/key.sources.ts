import { PathPattern } from '../path/path.pattern';
import { type RequestHead } from '../request.head';

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
  return cookieReader(source.cookie);
}

function pathReader(pattern: string): KeyReader {
  const compiled = new PathPattern(pattern);
  return (head) => compiled.match(head.path)?.[0];
}

function headerReader(lowerName: string): KeyReader {
  return (_head, rawHeaders) => headerValue(rawHeaders, lowerName);
}

function cookieReader(name: string): KeyReader {
  return (_head, rawHeaders) => {
    const cookies = headerValue(rawHeaders, 'cookie');
    for (const pair of cookies?.split(';') ?? []) {
      const equals = pair.indexOf('=');
      if (equals > 0 && pair.slice(0, equals).trim() === name) return pair.slice(equals + 1).trim();
    }
    return undefined;
  };
}

/** The first value of a query parameter, decoded as forms are: `+` is a space. */
function queryValue(target: string, name: string): string | undefined {
  const start = target.indexOf('?');
  if (start === -1) return undefined;
  return new URLSearchParams(target.slice(start + 1)).get(name) ?? undefined;
}

function headerValue(rawHeaders: readonly string[], lowerName: string): string | undefined {
  for (let at = 0; at < rawHeaders.length; at += 2) {
    if (rawHeaders[at].length === lowerName.length && rawHeaders[at].toLowerCase() === lowerName) {
      return rawHeaders[at + 1];
    }
  }
  return undefined;
}

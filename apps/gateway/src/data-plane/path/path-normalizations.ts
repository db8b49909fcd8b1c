/**
 * A normalization that some backends apply to a path, in no agreed order with others.
 *
 * It takes a path with well-formed escapes and returns the resulting path; a second call changes nothing more.
 */
export type PathNormalization = (path: string) => string;

// Characters that RFC 3986 §3.3 allows unescaped in a path, with the slash. All others must be escaped, so that
// their escape has one reading.
const OPTIONAL_ESCAPE = /%(21|24|2[6-9a-f]|3[0-9abd]|4[0-9a-f]|5[0-9af]|6[1-9a-f]|7[0-9ae])/gi;

/** Removes `.` and `..`, the latter with what is before it (RFC 3986 §5.2.4); an empty segment is one like any other. */
export function removeDotSegments(path: string): string {
  if (!path.includes('/.')) return path;
  const kept: string[] = [];
  const segments = path.slice(1).split('/');
  for (const segment of segments) {
    if (segment === '..') kept.pop();
    else if (segment !== '.') kept.push(segment);
  }
  const last = segments[segments.length - 1];
  return `/${kept.join('/')}${(last === '.' || last === '..') && kept.length > 0 ? '/' : ''}`;
}

/** Takes several slashes for one. */
export function mergeSlashes(path: string): string {
  return path.includes('//') ? path.replace(/\/{2,}/g, '/') : path;
}

/** Drops the parameters of each segment, as Java's servers do: `/a;b=1/c` is `/a/c`. */
export function removePathParameters(path: string): string {
  return path.includes(';') ? path.replace(/;[^/]*/g, '') : path;
}

/** Reads `%2e` as a dot and leaves all other escapes, as the WHATWG URL standard does. */
export function decodeDots(path: string): string {
  return path.replace(/%2e/gi, '.');
}

/** Decodes everything but slashes, so that no segment becomes two. */
export function decodeSegments(path: string): string {
  return decodeURIComponent(path.replace(/%2f/gi, '%252F'));
}

/** Decodes everything, once. */
export function decodeAll(path: string): string {
  return decodeURIComponent(path);
}

/** Decodes only what could not have been written otherwise, such as a space or a letter with an accent. */
export function decodeNeedful(path: string): string {
  return decodeURIComponent(path.replace(OPTIONAL_ESCAPE, '%25$1'));
}

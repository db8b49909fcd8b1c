import {
  removeDotSegments,
  removePathParameters,
  decodeAll,
  decodeDots,
  decodeNeedful,
  decodeSegments,
  mergeSlashes,
  type PathNormalization,
} from './path-normalizations';

/** Every path that a backend could take a target for, as it stands first; or why it is no path at all. */
export type PathReadings =
  | { readonly kind: 'readings'; readonly paths: readonly string[] }
  | { readonly kind: 'malformed'; readonly reason: string };

const TIDYING: readonly PathNormalization[] = [removeDotSegments, mergeSlashes, removePathParameters];

/** All readings together. An honest path has two or three, so only an attack is longer, and it costs no more than this. */
const MAX_CHARACTERS = 32_768;

/**
 * Reads the path of a target in origin form in all the ways there are: whatever subset of the habits a backend has,
 * in whatever order. Decoding happens once at most, so that `%252e` is data.
 *
 * Malformed are a target that is not rooted or holds what must be escaped (RFC 9112 §3.2), a bad escape, bytes that are
 * not UTF-8, and control characters and backslashes however they are written.
 */
export function readingsOf(target: string): PathReadings {
  if (!target.startsWith('/')) return malformed('The target does not begin with a slash.');
  if (/[^!-~]|#/.test(target)) return malformed('The target contains a character that must be escaped.');
  const path = pathOf(target);
  const decoded = decodedOrNothing(path);
  if (decoded === undefined) return malformed('The path has an invalid escape sequence.');
  if (/[\x00-\x1f\x7f]/.test(decoded)) return malformed('The path contains a control character.');
  if (decoded.includes('\\')) return malformed('The path contains a backslash.');
  // Where nothing can be tidied, escapes alone make a difference, and what decodes some of them lies between these two.
  if (!/\/[/.]|;/.test(decoded)) return { kind: 'readings', paths: [decodeNeedful(path), decoded] };
  const paths = allReadings(path);
  return paths ? { kind: 'readings', paths } : malformed('The path has too many possible meanings.');
}

/** A target in origin form without its query. */
export function pathOf(target: string): string {
  const question = target.indexOf('?');
  return question < 0 ? target : target.slice(0, question);
}

/** Returns true if a path with valid escapes has a segment that a server could read as `.` or `..`. */
export function hasDotSegments(path: string): boolean {
  return /\/\.{1,2}(;[^/]*)?(\/|$)/.test(decodeAll(path));
}

function allReadings(path: string): string[] | undefined {
  const written = closure([path], [...TIDYING, decodeDots]);
  const undecoded = written?.map(decodeNeedful) ?? [];
  const decoded = written?.flatMap((reading) => [decodeSegments(reading), decodeAll(reading)]) ?? [];
  const tidied = closure(decoded, TIDYING);
  return written && tidied && [...new Set([...undecoded, ...tidied])];
}

/** All that the habits make of the paths, applied until nothing new comes of it; undefined when that is too much. */
function closure(paths: readonly string[], habits: readonly PathNormalization[]): string[] | undefined {
  const found = new Set(paths);
  let characters = 0;
  // A set hands out what is added while it is walked.
  for (const path of found) {
    characters += path.length;
    if (characters > MAX_CHARACTERS) return undefined;
    for (const habit of habits) found.add(habit(path));
  }
  return [...found];
}

function malformed(reason: string): PathReadings {
  return { kind: 'malformed', reason };
}

function decodedOrNothing(path: string): string | undefined {
  try {
    // Throws for a bad escape, and for bytes that are not UTF-8, overlong ones among them.
    return decodeAll(path);
  } catch {
    return undefined;
  }
}

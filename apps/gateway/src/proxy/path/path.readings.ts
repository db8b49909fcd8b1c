/** Every way in which a backend might read a path, as far as the ways differ; or why the target is none. */
export type PathReadings =
  | { readonly kind: 'readings'; readonly paths: readonly [string, ...string[]] }
  | { readonly kind: 'malformed'; readonly reason: string };

/** Reads the path of a target in origin form. */
export function readingsOf(target: string): PathReadings {
  const path = target.split('?', 1)[0];
  if (!path.startsWith('/')) return { kind: 'malformed', reason: 'The target does not begin with a slash.' };
  try {
    return { kind: 'readings', paths: [path, decodeURIComponent(path)] };
  } catch {
    return { kind: 'malformed', reason: 'The path has a bad escape.' };
  }
}

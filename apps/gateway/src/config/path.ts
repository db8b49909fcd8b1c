/** The way from the top of the file to a value: keys of maps and positions in lists. */
export type Path = readonly (string | number)[];

/** In a pattern of paths: every key or position. */
export const EACH = Symbol('each');

/** As people write it: `pools.items.backends[0].url`. */
export function formatPath(path: Path): string {
  return path
    .map((step) =>
      typeof step === 'number' ? `[${step}]` : /^[\w-]+$/.test(step) ? `.${step}` : `["${step}"]`,
    )
    .join('')
    .replace(/^\./, '');
}

/** The value at the end of a path; undefined when there is none. */
export function valueAt(root: unknown, path: Path): unknown {
  return path.reduce<unknown>(
    (value, step) => (isContainer(value) && Object.hasOwn(value, step) ? value[step] : undefined),
    root,
  );
}

/**
 * Puts a value at the end of a path, and creates the objects on the way. A value on the way that is not an object
 * stays.
 */
export function putAt(root: unknown, path: Path, value: unknown): void {
  const [step, ...rest] = path;
  if (!isContainer(root)) return;
  if (rest.length === 0) {
    root[step] = value;
    return;
  }
  root[step] ??= {};
  putAt(root[step], rest, value);
}

/** Every path that a pattern stands for, with the value there. */
export function* matches(
  root: unknown,
  pattern: readonly (string | typeof EACH)[],
  at: Path = [],
): Generator<[Path, unknown]> {
  if (pattern.length === 0) {
    if (root !== undefined) yield [at, root];
    return;
  }
  const [step, ...rest] = pattern;
  if (!isContainer(root)) return;
  if (step !== EACH) {
    yield* matches(valueAt(root, [step]), rest, [...at, step]);
    return;
  }
  for (const [key, value] of Object.entries(root)) {
    yield* matches(value, rest, [...at, Array.isArray(root) ? Number(key) : key]);
  }
}

function isContainer(value: unknown): value is Record<string | number, unknown> {
  return typeof value === 'object' && value !== null;
}

import { hasDotSegments, pathOf } from './path-readings';

/**
 * A path with names instead of some segments, such as `/items/:item_id`. With `/*` at its end, it matches every
 * path below: one more segment at least. The pattern is compared with the original path, whole and segment by
 * segment, with or without a slash at the end. A path with more than one reading (an empty or a dot segment, an
 * escape within a literal) matches nothing: a path that the backend would not find must not count as the
 * resource.
 */
export class PathPattern {
  /** The names in the order of the path. */
  readonly names: readonly string[];
  /** Undefined instead of a name. */
  private readonly literals: readonly (string | undefined)[];
  private readonly isOpen: boolean;

  constructor(pattern: string) {
    this.isOpen = pattern.endsWith('/*');
    const segments = pattern
      .replace(/\/\*?$/, '')
      .slice(1)
      .split('/');
    this.names = segments.filter((segment) => segment.startsWith(':')).map((segment) => segment.slice(1));
    this.literals = segments.map((segment) => (segment.startsWith(':') ? undefined : encodeURI(segment)));
  }

  /** The decoded values, as `names` has them; undefined where the target does not match. Costs the target's length. */
  match(target: string): readonly string[] | undefined {
    const path = pathOf(target);
    const values: string[] = [];
    let start = 1;
    for (const literal of this.literals) {
      if (start > path.length) return undefined;
      const slash = path.indexOf('/', start);
      const end = slash < 0 ? path.length : slash;
      if (literal === undefined) {
        const value = valueOf(path.slice(start, end));
        if (value === undefined) return undefined;
        values.push(value);
      } else if (end - start !== literal.length || !path.startsWith(literal, start)) return undefined;
      start = end + 1;
    }
    const isAtEnd = start >= path.length;
    return isAtEnd === this.isOpen || (this.isOpen && hasOddSegments(path, start)) ? undefined : values;
  }
}

/** True if what lies below could be read as lying elsewhere. */
function hasOddSegments(path: string, start: number): boolean {
  return path[start] === '/' || hasDotSegments(path.slice(start - 1));
}

function valueOf(segment: string): string | undefined {
  const value = segment.includes('%') ? decoded(segment) : segment;
  return value === '' || value === '.' || value === '..' ? undefined : value;
}

function decoded(segment: string): string | undefined {
  try {
    return decodeURIComponent(segment);
  } catch {
    return undefined;
  }
}

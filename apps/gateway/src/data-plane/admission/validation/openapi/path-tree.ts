/** The value of a template, and the segments in which its names stand. */
export interface PathMatch<T> {
  readonly value: T;
  readonly names: readonly SegmentName[];
}

/** A name that stands for a segment, or for what is between two pieces of text in it. */
export interface SegmentName {
  readonly name: string;
  /** Counted from 0. */
  readonly segment: number;
  readonly before: string;
  readonly after: string;
}

interface Branch<T> {
  readonly before: string;
  readonly after: string;
  readonly node: Node<T>;
}

class Node<T> {
  readonly literals = new Map<string, Node<T>>();
  /** The one with the most text first. */
  readonly branches: Branch<T>[] = [];
  match: PathMatch<T> | undefined;
}

const TEMPLATE = /^([^{}]*)\{([^{}]+)\}([^{}]*)$/;

/** Path templates of OpenAPI (`/items/{item_id}`), found by path: where two fit, text goes before names. */
export class PathTree<T> {
  private readonly root = new Node<T>();

  /**
   * Makes `value` what this template leads to, or `join`s it to what it leads to already.
   *
   * @throws Error
   */
  add(template: string, value: T, join: (present: T) => T): void {
    const names: SegmentName[] = [];
    let node = this.root;
    for (const [at, segment] of segmentsOf(template).entries()) {
      const [, before, name, after] = TEMPLATE.exec(segment) ?? [];
      if (name !== undefined) names.push({ name, segment: at, before, after });
      else if (/[{}]/.test(segment)) throw new Error('a segment can hold only one name');
      node = name === undefined ? literal(node, segment) : branch(node, before, after);
    }
    const { match } = node;
    if (match !== undefined && String(match.names.map(nameOf)) !== String(names.map(nameOf)))
      throw new Error('another path differs from it only in the names of its segments');
    node.match = { value: match === undefined ? value : join(match.value), names };
  }

  /** @param path without a query; a slash at its end makes no difference. */
  find(path: string): PathMatch<T> | undefined {
    return findBelow(this.root, segmentsOf(path), 0);
  }
}

/** The segments of a path, except for the one that is empty behind a slash at its end. */
export function segmentsOf(path: string): string[] {
  const segments = path.split('/').slice(1);
  if (segments.at(-1) === '') segments.pop();
  return segments;
}

/** Visits each node once at most, as there is one way only to it. */
function findBelow<T>(node: Node<T>, segments: readonly string[], at: number): PathMatch<T> | undefined {
  if (at === segments.length) return node.match;
  const segment = segments[at];
  const next = node.literals.get(segment);
  const found = next && findBelow(next, segments, at + 1);
  if (found !== undefined) return found;
  for (const { before, after, node: below } of node.branches) {
    const isLong = segment.length > before.length + after.length;
    if (!isLong || !segment.startsWith(before) || !segment.endsWith(after)) continue;
    const further = findBelow(below, segments, at + 1);
    if (further !== undefined) return further;
  }
  return undefined;
}

function literal<T>({ literals }: Node<T>, segment: string): Node<T> {
  const known = literals.get(segment);
  if (known !== undefined) return known;
  const made = new Node<T>();
  literals.set(segment, made);
  return made;
}

function branch<T>({ branches }: Node<T>, before: string, after: string): Node<T> {
  const known = branches.find((each) => each.before === before && each.after === after);
  if (known !== undefined) return known.node;
  const made = { before, after, node: new Node<T>() };
  branches.push(made);
  branches.sort((one, other) => lengthOf(other) - lengthOf(one));
  return made.node;
}

function nameOf({ name }: SegmentName): string {
  return name;
}

function lengthOf({ before, after }: Branch<unknown>): number {
  return before.length + after.length;
}

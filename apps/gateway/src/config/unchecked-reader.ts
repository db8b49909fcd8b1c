import { type Document, isAlias, isMap, isScalar, isSeq, type Node, type YAMLMap } from 'yaml';
import { type ConfigIssue } from './config-issue';
import { type Path } from './path';
import { type Environment, expandVariables } from './variables';

/** More values than a person repeats by alias, and fewer than nested aliases produce. */
const MAX_REPEATED = 100_000;
const TOO_MANY = ['aliases of more than 100,000 values', 'aliases that do not multiply'] as const;

/** Turns the nodes of a YAML document into plain values, and expands `${NAME}` from the environment. */
export class UncheckedReader {
  readonly mistakes: ConfigIssue[] = [];
  private repeated = 0;
  private repeating = false;
  /** The nodes that are being read: an alias of one of these would never end. */
  private readonly open = new Set<unknown>();

  constructor(
    private readonly document: Document,
    private readonly env: Environment,
  ) {}

  /** The value of a node; undefined for an absent, an empty and an unreadable one. */
  read(node: unknown, path: Path): unknown {
    if (this.repeating && ++this.repeated > MAX_REPEATED) return undefined;
    if (isAlias(node)) return this.readAlias(node.resolve(this.document), node, path);
    if (isScalar(node)) return this.readScalar(node.value, node, path);
    this.open.add(node);
    const value = isMap(node)
      ? this.readMap(node, path)
      : isSeq(node)
        ? node.items.map((item, index) => this.read(item, [...path, index]) ?? null)
        : undefined;
    this.open.delete(node);
    return value;
  }

  private readAlias(target: unknown, alias: Node, path: Path): unknown {
    if (target === undefined)
      return this.refuse(alias, path, 'an alias without an anchor', 'an alias of an anchor above it');
    if (this.open.has(target)) {
      return this.refuse(alias, path, 'an alias of the value that contains it', 'an alias of another value');
    }
    const outermost = !this.repeating;
    this.repeating = true;
    const value = this.read(target, path);
    if (!outermost) return value;
    this.repeating = false;
    return this.repeated > MAX_REPEATED ? this.refuse(alias, path, ...TOO_MANY) : value;
  }

  private readScalar(value: unknown, node: Node, path: Path): unknown {
    if (typeof value !== 'string') return value ?? undefined;
    return expandVariables(value, this.env, ({ found, allowed }) =>
      this.mistakes.push({ path, offset: node.range?.[0], found, allowed }),
    );
  }

  private readMap(map: YAMLMap, path: Path): Record<string, unknown> {
    const entries = new Map<string, unknown>();
    for (const { key, value } of map.items) {
      const name = keyText(key);
      const at = [...path, name];
      if (entries.has(name)) this.refuse(key, at, `"${name}" a second time`, 'every key once');
      // Objects have one of their own, and so it would be lost without a word.
      if (name === '__proto__') this.refuse(key, at, `the name "${name}"`, 'another name');
      else entries.set(name, this.read(value, at));
    }
    return Object.fromEntries(entries);
  }

  private refuse(node: unknown, path: Path, found: string, allowed: string): undefined {
    this.mistakes.push({ path, offset: (node as Node).range?.[0], found, allowed });
  }
}

/** A key of an object, as text. */
export function keyText(key: unknown): string {
  return isScalar(key) ? String(key.value) : String(key);
}

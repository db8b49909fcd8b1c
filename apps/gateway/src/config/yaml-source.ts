import {
  type Document,
  isAlias,
  isMap,
  isPair,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  parseDocument,
  visit,
} from 'yaml';
import { type Mistake } from './mistake';
import { type Path } from './path';
import { type Environment, expandVariables } from './variables';

/** A YAML text, read into plain values, that still knows where everything stands. */
export class YamlSource {
  /** Plain maps, lists, text, numbers and booleans; a key without a value is as good as absent. */
  readonly value: unknown;
  /** What is wrong with the text itself, before anybody asks what it means. */
  readonly mistakes: readonly Mistake[];
  /** Whether it could be read at all. */
  readonly readable: boolean;
  private readonly lines = new LineCounter();
  private readonly document: Document.Parsed;

  constructor(text: string, env: Environment) {
    this.document = parseDocument(text, {
      lineCounter: this.lines,
      prettyErrors: false,
      uniqueKeys: false,
      logLevel: 'silent',
    });
    const broken = [...this.document.errors, ...this.document.warnings];
    this.readable = broken.length === 0;
    this.mistakes = this.readable
      ? [...this.repeatedKeys(), ...this.expand(env)]
      : broken.map(({ pos, message }) => ({
          path: [],
          offset: pos[0],
          found: 'broken YAML',
          allowed: message,
        }));
    this.value = this.readable ? (withoutNulls(this.document.toJS()) ?? {}) : {};
  }

  /** Line and column, from 1, of a mistake: of its value, or of what is nearest around it. */
  place({ path, atKey, offset }: Mistake): { line: number; column: number } {
    const { line, col } = this.lines.linePos(offset ?? this.offsetOf(path, atKey));
    return { line, column: col };
  }

  private offsetOf(path: Path, atKey = false): number {
    let node: unknown = this.document.contents;
    let offset = (node as Node | null)?.range?.[0] ?? 0;
    for (const [index, step] of path.entries()) {
      const container = isAlias(node) ? node.resolve(this.document) : node;
      const pair = isMap(container)
        ? container.items.find(({ key }) => keyText(key) === String(step))
        : undefined;
      node = isSeq(container) ? container.items[Number(step)] : pair?.value;
      const key = pair?.key as Node | undefined;
      const last = index === path.length - 1;
      const found =
        (last && atKey) || (node as Node | null)?.range == null
          ? (key ?? (node as Node | undefined))
          : (node as Node);
      if (!found?.range) break;
      offset = found.range[0];
    }
    return offset;
  }

  private repeatedKeys(): Mistake[] {
    const mistakes: Mistake[] = [];
    visit(this.document, {
      Map(_, map, ancestors) {
        const seen = new Set<string>();
        for (const { key } of map.items) {
          const name = keyText(key);
          const offset = (key as Node).range?.[0];
          const path = [...pathOf([...ancestors, map]), name];
          if (name === '__proto__')
            mistakes.push({ path, offset, found: `unknown key "${name}"`, allowed: 'another name' });
          if (seen.has(name))
            mistakes.push({ path, offset, found: `"${name}" a second time`, allowed: 'every key once' });
          seen.add(name);
        }
      },
    });
    return mistakes;
  }

  private expand(env: Environment): Mistake[] {
    const mistakes: Mistake[] = [];
    visit(this.document, {
      Scalar(key, node, ancestors) {
        if (key === 'key' || typeof node.value !== 'string') return;
        const path = pathOf([...ancestors, node]);
        node.value = expandVariables(node.value, env, (broken) => {
          mistakes.push({ ...broken, path, offset: node.range?.[0] });
        });
      },
    });
    return mistakes;
  }
}

function pathOf(nodes: readonly unknown[]): Path {
  return nodes.flatMap((node, index): Path => {
    if (isPair(node)) return [keyText(node.key)];
    return isSeq(node) && index + 1 < nodes.length ? [node.items.indexOf(nodes[index + 1])] : [];
  });
}

function keyText(key: unknown): string {
  return isScalar(key) ? String(key.value) : String(key);
}

function withoutNulls(value: unknown): unknown {
  if (value === null) return undefined;
  if (Array.isArray(value))
    return value.map((entry: unknown) => (entry === null ? null : withoutNulls(entry)));
  if (typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, withoutNulls(entry)]));
}

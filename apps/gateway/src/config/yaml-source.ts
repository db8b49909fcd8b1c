import { type Document, isAlias, isMap, isSeq, LineCounter, type Node, parseDocument } from 'yaml';
import { type ConfigIssue } from './config-issue';
import { type Path } from './path';
import { keyText, UncheckedReader } from './unchecked-reader';
import { type Environment } from './variables';

/** A YAML text, read into plain values, that still knows where everything stands. */
export class YamlSource {
  /** Plain maps, lists, text, numbers and booleans; a key without a value is as good as absent. */
  readonly value: unknown;
  /** Syntax errors, found before the values are read. */
  readonly mistakes: readonly ConfigIssue[];
  /** False for a text that is not YAML at all: no other error can then be found. */
  readonly readable: boolean;
  private readonly lines = new LineCounter();
  private readonly document: Document.Parsed;

  constructor(text: string, env: Environment) {
    this.document = parse(text, this.lines);
    const broken = [...this.document.errors, ...this.document.warnings].slice(0, MAX_SYNTAX_ERRORS);
    this.readable = broken.length === 0;
    const reader = new UncheckedReader(this.document, env);
    this.value = this.readable ? (reader.read(this.document.contents, []) ?? {}) : {};
    this.mistakes = this.readable
      ? reader.mistakes
      : broken.map(({ pos: [offset], code, message }) => ({
          ...NOT_YAML,
          offset,
          message: `this is not YAML: ${REASONS[code] ?? message}`,
        }));
  }

  /** Line and column, from 1, of a mistake: of its value, or of what is nearest around it. */
  place({ path, atKey, offset }: ConfigIssue): { line: number; column: number } {
    const { line, col } = this.lines.linePos(offset ?? this.offsetOf(path, atKey));
    return { line, column: col };
  }

  private offsetOf(path: Path, atKey = false): number {
    let node: unknown = this.document.contents;
    let offset = offsetOfNode(node) ?? 0;
    for (const [index, step] of path.entries()) {
      const [key, value] = this.entry(node, step);
      const wanted = atKey && index === path.length - 1 ? key : value;
      const found = offsetOfNode(wanted) ?? offsetOfNode(key);
      if (found === undefined) break;
      [node, offset] = [value, found];
    }
    return offset;
  }

  private entry(node: unknown, step: string | number): [key: unknown, value: unknown] {
    const container = isAlias(node) ? node.resolve(this.document) : node;
    if (isSeq(container)) return [undefined, container.items[Number(step)]];
    const pairs = isMap(container) ? container.items : [];
    // Names of headers are read in lower case, whatever the file writes.
    const pair =
      pairs.findLast(({ key }) => keyText(key) === step) ??
      pairs.findLast(({ key }) => keyText(key).toLowerCase() === step);
    return [pair?.key, pair?.value];
  }
}

const NOT_YAML = { path: [], found: 'text that is not YAML', allowed: 'YAML' };

/** Instead of what the library says to programmers. */
const REASONS: Readonly<Record<string, string>> = { MULTIPLE_DOCS: 'a second document begins here' };

/** Later errors are mostly consequences of the first ones. */
const MAX_SYNTAX_ERRORS = 10;

function parse(text: string, lineCounter: LineCounter): Document.Parsed {
  const options = { lineCounter, prettyErrors: false, uniqueKeys: false, logLevel: 'error' } as const;
  return parseDocument(text, options);
}

function offsetOfNode(node: unknown): number | undefined {
  return (node as Node | null | undefined)?.range?.[0];
}

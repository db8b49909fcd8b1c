/** The content of a JSON text at one place. */
export type JsonFinding =
  /** The decoded text of a string, or a number exactly as it is written. */
  | { readonly kind: 'value'; readonly text: string }
  /** Nothing, or nothing that names something. */
  | { readonly kind: 'nothing' }
  /** No JSON (RFC 8259), or one that two readers may read in different ways. */
  | { readonly kind: 'refused'; readonly reason: string };

const MAX_DEPTH = 32;
const SPACE = /[ \t\n\r]*/y;
const STRING = /"[^"\\\x00-\x1f]*(?:\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})[^"\\\x00-\x1f]*)*"/y;
const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const WORD = /true|false|null/y;
const OFF_THE_WAY = -1;
/** Half a character, which is text to some readers and an error to others. */
const LONE_SURROGATE = /\p{Surrogate}/u;

class Refusal extends Error {}

/**
 * Looks for one value in a JSON text, without making objects of it: numbers keep every digit, and names such as
 * `__proto__` are names like others. The whole text is checked; a name on the way that is there twice is refused.
 */
export class JsonScan {
  private at = 0;
  private found: string | undefined;

  private constructor(
    private readonly text: string,
    private readonly pointer: readonly string[],
  ) {}

  /** @param pointer the names and indexes that lead to the value (RFC 6901, taken apart). */
  static find(text: string, pointer: readonly string[]): JsonFinding {
    const scan = new JsonScan(text, pointer);
    try {
      scan.value(0, 0);
      scan.skip(SPACE);
      if (scan.at < text.length) throw new Refusal('There is data after the JSON.');
    } catch (error) {
      if (error instanceof Refusal) return { kind: 'refused', reason: error.message };
      throw error;
    }
    return scan.found === undefined ? { kind: 'nothing' } : { kind: 'value', text: scan.found };
  }

  /** @param step how many names of the pointer have led here; OFF_THE_WAY when this is beside it. */
  private value(step: number, depth: number): void {
    if (depth > MAX_DEPTH) throw new Refusal(`The JSON is nested more than ${MAX_DEPTH} deep.`);
    this.skip(SPACE);
    const first = this.text[this.at];
    if (first === '{') return this.object(step, depth);
    if (first === '[') return this.array(step, depth);
    const isWanted = step === this.pointer.length;
    if (first === '"') {
      const token = this.token(STRING);
      if (isWanted) this.found = textOf(token);
      return;
    }
    const number = this.skip(NUMBER);
    if (number === '') this.token(WORD);
    else if (isWanted) this.found = number;
  }

  private object(step: number, depth: number): void {
    const wanted = step === OFF_THE_WAY ? undefined : this.pointer[step];
    let isSeen = false;
    this.members('}', () => {
      this.skip(SPACE);
      const isOnWay = textOf(this.token(STRING)) === wanted;
      if (isOnWay && isSeen) throw new Refusal(`"${wanted}" is in the JSON more than once.`);
      isSeen ||= isOnWay;
      this.skip(SPACE);
      this.expect(':');
      this.value(isOnWay ? step + 1 : OFF_THE_WAY, depth + 1);
    });
  }

  private array(step: number, depth: number): void {
    const wanted = step === OFF_THE_WAY ? undefined : this.pointer[step];
    let index = 0;
    this.members(']', () => this.value(String(index++) === wanted ? step + 1 : OFF_THE_WAY, depth + 1));
  }

  private members(end: string, member: () => void): void {
    this.at++;
    this.skip(SPACE);
    if (this.text[this.at] === end) return void this.at++;
    for (;;) {
      member();
      this.skip(SPACE);
      if (this.text[this.at] === end) return void this.at++;
      this.expect(',');
    }
  }

  private expect(character: string): void {
    if (this.text[this.at++] !== character) throw new Refusal('The text is not JSON.');
  }

  private token(pattern: RegExp): string {
    const token = this.skip(pattern);
    if (token === '') throw new Refusal('The text is not JSON.');
    return token;
  }

  /** Steps over what the pattern matches here. */
  private skip(pattern: RegExp): string {
    pattern.lastIndex = this.at;
    const [token = ''] = pattern.exec(this.text) ?? [];
    this.at += token.length;
    return token;
  }
}

function textOf(token: string): string {
  const text = JSON.parse(token) as string;
  if (LONE_SURROGATE.test(text)) throw new Refusal('The JSON contains half of a surrogate pair.');
  return text;
}

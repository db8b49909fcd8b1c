import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Bytes that a client sends, and what must come of them. */
export interface RawCase {
  readonly name: string;
  readonly bytes: Buffer;
  /** A status, with which nothing reached the backend; or `one METHOD target`, which reached it as exactly that. */
  readonly expected: string;
}

const FOLDER = join(__dirname, '../corpus');
const CASE = /^= (.+)\n(.*)\n> (.+)$/gm;
const ESCAPES: Readonly<Record<string, string>> = { r: '\r', n: '\n', t: '\t', '0': '\0', '\\': '\\' };

/** The cases by file. Three lines each: `= name`, the bytes with escapes as in JavaScript, `> expected`. */
export function corpus(): Map<string, RawCase[]> {
  return new Map(readdirSync(FOLDER).map((file) => [file.replace('.txt', ''), casesIn(file)]));
}

function casesIn(file: string): RawCase[] {
  const text = readFileSync(join(FOLDER, file), 'utf8');
  return [...text.matchAll(CASE)].map(([, name, bytes, expected]) => ({
    name,
    bytes: Buffer.from(unescaped(bytes), 'latin1'),
    expected,
  }));
}

function unescaped(text: string): string {
  return text.replace(/\\(?:x([0-9a-f]{2})|(.))/g, (_all, hex: string | undefined, letter: string) =>
    hex === undefined ? ESCAPES[letter] : String.fromCharCode(parseInt(hex, 16)),
  );
}

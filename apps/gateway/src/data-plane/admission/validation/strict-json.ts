const UTF8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
const TOKEN = /"(?:[^"\\]|\\.)*"|[{}[\]:]/g;

/** Deeper than any honest document. */
const MAX_LEVELS = 64;

/**
 * Parses JSON that every parser reads in the same way (RFC 8259 §4, §8.1): UTF-8, and no name twice in one
 * object, since some parsers use the first and some the last.
 *
 * @throws Error that describes the first fault.
 */
export function strictJson(bytes: Buffer): unknown {
  const text = UTF8.decode(bytes);
  const value: unknown = JSON.parse(text);
  const open: (Set<string> | undefined)[] = [];
  let last = '';
  for (const [token] of text.matchAll(TOKEN)) {
    if (token === '{' || token === '[') open.push(token === '{' ? new Set() : undefined);
    else if (token === '}' || token === ']') open.pop();
    else if (token === ':') note(open[open.length - 1]!, JSON.parse(last) as string);
    else last = token;
    if (open.length > MAX_LEVELS) throw new Error('The JSON is nested too deeply.');
  }
  return value;
}

function note(names: Set<string>, name: string): void {
  if (names.has(name)) throw new Error('An object contains the same name twice.');
  names.add(name);
}

const SPACE = 0x20;
const HASH = 0x23;
const PERCENT = 0x25;
const DOT = 0x2e;
const SLASH = 0x2f;
const SEMICOLON = 0x3b;
const QUESTION = 0x3f;
const BACKSLASH = 0x5c;
const DELETE = 0x7f;

/**
 * Where the path of a target ends, when there is one way only to read it; -1 when `readingsOf` must look closer.
 *
 * The quick look that nearly every request passes with, at about a nanosecond a character.
 */
export function plainPathEnd(target: string): number {
  if (target.charCodeAt(0) !== SLASH) return -1;
  let end = target.length;
  let before = 0;
  for (let at = 0; at < target.length; at++) {
    const code = target.charCodeAt(at);
    if (code <= SPACE || code >= DELETE || code === HASH) return -1;
    if (end < target.length) continue;
    if (code === QUESTION) end = at;
    else if (code === PERCENT || code === SEMICOLON || code === BACKSLASH) return -1;
    else if (before === SLASH && (code === SLASH || code === DOT)) return -1;
    before = code;
  }
  return end;
}

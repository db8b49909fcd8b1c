/**
 * Characters that must not get into a log line: control characters, line and paragraph separators, marks that change
 * the direction of writing, and lone surrogates.
 */
const HIDDEN =
  /[\x00-\x1f\x7f-\x9f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ud800-\udfff\ufeff\ufff9-\ufffb]/g;
const NEEDS_CARE = /[^\x20\x21\x23-\x5b\x5d-\x7e]/;
/** A longer field is cut off. */
export const MAX_FIELD = 1024;

/** The text with everything that could forge or hide part of a line spelled out, as `\u202e`; whole characters stay. */
export function escapeControlChars(text: string): string {
  return text.replace(HIDDEN, (character, at: number) => {
    if (isWhole(text, at, character.charCodeAt(0))) return character;
    return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
  });
}

/** A field for a line of JSON, quotes included: cut off at its greatest length, and harmless even when read back. */
export function jsonField(text: string): string {
  const short = text.length > MAX_FIELD ? `${text.slice(0, MAX_FIELD)}…` : text;
  return NEEDS_CARE.test(short) ? JSON.stringify(escapeControlChars(short)) : `"${short}"`;
}

/** A field for a line of plain text within quotes. */
export function plainField(text: string): string {
  const short = text.length > MAX_FIELD ? `${text.slice(0, MAX_FIELD)}…` : text;
  return NEEDS_CARE.test(short) ? escapeControlChars(short.replace(/["\\]/g, '\\$&')) : short;
}

/** True if a surrogate has its other half beside it. */
function isWhole(text: string, at: number, code: number): boolean {
  const isHigh = code >= 0xd800 && code <= 0xdbff;
  const isLow = code >= 0xdc00 && code <= 0xdfff;
  if (!isHigh && !isLow) return false;
  const other = text.charCodeAt(isHigh ? at + 1 : at - 1);
  return isHigh ? other >= 0xdc00 && other <= 0xdfff : other >= 0xd800 && other <= 0xdbff;
}

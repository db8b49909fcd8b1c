const WHOLE = /^-?(?:0|[1-9][0-9]*)$/;
const NUMBER = /^-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?$/;

/**
 * Returns true if a text is a number of JSON. Texts that some parsers accept as numbers, such as `0x10` or `
 * 1`, are not.
 */
export function isJsonNumber(text: string): boolean {
  return NUMBER.test(text);
}

/** True if it spells a whole number, with digits alone. */
export function isJsonInteger(text: string): boolean {
  return WHOLE.test(text);
}

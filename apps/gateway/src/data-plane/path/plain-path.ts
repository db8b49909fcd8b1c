/**
 * Visible ASCII from slash to slash, without `#` anywhere, and without `%`, `;`, `\`, `//` and `/.` ahead of the query.
 *
 * Each character fits in one place only, so it never goes back: about a nanosecond a character.
 */
const PLAIN = /^(?:\/(?![/.])[!"$&-.0-:<->@-[\]-~]*)+(?:\?[!"$-~]*)?$/;

/**
 * Where the path of a target ends, when there is one way only to read it; -1 when `readingsOf` must look closer.
 *
 * The quick look that nearly every request passes with.
 */
export function plainPathEnd(target: string): number {
  if (!PLAIN.test(target)) return -1;
  const question = target.indexOf('?');
  return question < 0 ? target.length : question;
}

import { headerValue, isRepeated } from '../../http/request-values';

/** How a scheme ends (RFC 9110 §11.4): nothing else belongs to its name. */
const TOKEN_END = /[^!#$%&'*+.^_`|~\w-]/;

/**
 * Returns the text behind a scheme such as `Bearer` in `Authorization`; undefined without this scheme. Returns
 * an empty text if a backend might read something else: there is more than one line, or no space behind the
 * scheme.
 */
export function authorization(rawHeaders: readonly string[], scheme: string): string | undefined {
  const value = headerValue(rawHeaders, 'authorization');
  if (value === undefined) return undefined;
  if (isRepeated(rawHeaders, 'authorization')) return '';
  const [given] = value.split(TOKEN_END, 1);
  if (given.toLowerCase() !== scheme) return undefined;
  return value[given.length] === ' ' ? value.slice(given.length).trim() : '';
}

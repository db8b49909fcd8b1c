/** The replacement for a secret. */
export const MASK = '***';

/** Names of parameters of a URL that hold a secret. */
const TELLING_NAME = /(^|[-_.])(authorization|token|secret|password|signature|sig|(api-?|access-?)?key)$/i;
const AUTHORITY = /^\s*[a-z][a-z\d+.-]*:\/\/([^/?#]*)/i;

/**
 * A URL without its password, or without the token instead of a user, and without secret parameters. A URL that is
 * not valid may have them, too.
 */
export function withoutUrlSecrets(text: string, mask: string): string {
  return AUTHORITY.test(text) ? withoutUserInfo(withoutParameters(text, mask), mask) : text;
}

/** The last `@` ends the user's part: a password may hold one, as it is often written. */
function withoutUserInfo(url: string, mask: string): string {
  const authority = AUTHORITY.exec(url)?.[1] ?? '';
  const end = authority.lastIndexOf('@');
  if (end === -1) return url;
  const start = url.indexOf(authority, url.indexOf('//'));
  const user = authority.slice(0, end);
  const colon = user.indexOf(':');
  const shown = colon === -1 ? mask : `${user.slice(0, colon)}:${mask}`;
  return url.slice(0, start) + shown + url.slice(start + end);
}

function withoutParameters(url: string, mask: string): string {
  const [, before, query, hash = ''] = /^([^?#]*)(?:\?([^#]*))?(#.*)?$/s.exec(url)!;
  if (query === undefined) return url;
  const pairs = query.split('&').map((pair) => {
    const equals = pair.indexOf('=');
    return equals !== -1 && TELLING_NAME.test(pair.slice(0, equals))
      ? `${pair.slice(0, equals)}=${mask}`
      : pair;
  });
  return `${before}?${pairs.join('&')}${hash}`;
}

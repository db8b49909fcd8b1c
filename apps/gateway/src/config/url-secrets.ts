/** Names of parameters of a URL that hold a secret. */
const TELLING_NAME = /(^|[-_.])(authorization|token|secret|password|signature|sig|(api-?|access-?)?key)$/i;
const AUTHORITY = /^[a-z][a-z\d+.-]*:\/\/([^/?#]*)/i;

/** A URL without its password, or without the token in the place of a user, and without secret parameters. */
export function withoutUrlSecrets(text: string, mask: string): string {
  if (!URL.canParse(text)) return text;
  const { search, hash } = new URL(text);
  return withoutUserInfo(withoutParameters(text, search, hash, mask), mask);
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

function withoutParameters(text: string, search: string, hash: string, mask: string): string {
  if (search === '') return text;
  const pairs = search
    .slice(1)
    .split('&')
    .map((pair) => {
      const equals = pair.indexOf('=');
      return equals !== -1 && TELLING_NAME.test(pair.slice(0, equals))
        ? `${pair.slice(0, equals)}=${mask}`
        : pair;
    });
  return `${text.slice(0, text.indexOf('?'))}?${pairs.join('&')}${hash}`;
}

/** The value of the first header of this name, given in lower case. */
export function headerValue(rawHeaders: readonly string[], lowerName: string): string | undefined {
  for (let at = 0; at < rawHeaders.length; at += 2) {
    if (rawHeaders[at].length === lowerName.length && rawHeaders[at].toLowerCase() === lowerName) {
      return rawHeaders[at + 1];
    }
  }
  return undefined;
}

/**
 * Returns true if backends may disagree about the value: more than one line has this name, or a line has
 * another name that many backends read as this one (`X_Api_Key`).
 */
export function isRepeated(rawHeaders: readonly string[], lowerName: string): boolean {
  let lines = 0;
  for (let at = 0; at < rawHeaders.length; at += 2) {
    const name = rawHeaders[at];
    if (name.length !== lowerName.length || !isAlike(name.toLowerCase(), lowerName)) continue;
    if (name.toLowerCase() !== lowerName || ++lines > 1) return true;
  }
  return false;
}

function isAlike(lowerName: string, other: string): boolean {
  return lowerName === other || lowerName.replaceAll('_', '-') === other.replaceAll('_', '-');
}

/** The value of the first header of this name as text: UTF-8 if possible, so that it equals the same value in a path or a body. */
export function headerText(rawHeaders: readonly string[], lowerName: string): string | undefined {
  const value = headerValue(rawHeaders, lowerName);
  return value === undefined ? undefined : textOf(value);
}

/** The values of all headers of this name, likewise. */
export function headerTexts(rawHeaders: readonly string[], lowerName: string): string[] {
  const texts: string[] = [];
  for (let at = 0; at < rawHeaders.length; at += 2) {
    const name = rawHeaders[at];
    if (name.length === lowerName.length && name.toLowerCase() === lowerName)
      texts.push(textOf(rawHeaders[at + 1]));
  }
  return texts;
}

function textOf(value: string): string {
  if (!/[\x80-\xff]/.test(value)) return value;
  const text = Buffer.from(value, 'latin1').toString();
  return text.includes('\ufffd') ? value : text;
}

/** Each value may cost a signature or a look-up; no browser has as many paths with a cookie of one name. */
const MAX_VALUES = 16;

/** All cookies of a request in one text, as a backend joins several lines (RFC 9113 §8.2.3). */
export function cookieText(rawHeaders: readonly string[]): string | undefined {
  let text: string | undefined;
  for (let at = 0; at < rawHeaders.length; at += 2) {
    if (rawHeaders[at].length !== 6 || rawHeaders[at].toLowerCase() !== 'cookie') continue;
    text = text === undefined ? rawHeaders[at + 1] : `${text}; ${rawHeaders[at + 1]}`;
  }
  return text;
}

/**
 * The values of a cookie as they were sent (RFC 6265 §4.2). A client sends several of one name where it has them of
 * several paths or domains, the one of the longest path first. At most `MAX_VALUES` of them.
 */
export function cookieValues(rawHeaders: readonly string[], name: string): string[] {
  const pairs = cookieText(rawHeaders)?.split(';') ?? [];
  const named = pairs.filter((pair) => isNamed(pair, name)).slice(0, MAX_VALUES);
  return named.map((pair) => pair.slice(pair.indexOf('=') + 1).trim());
}

/** The value of a `Cookie` line without the cookies of this name; empty when there are no others. */
export function withoutCookie(line: string, name: string): string {
  const others = line.split(';').filter((pair) => !isNamed(pair, name));
  return others.join(';').trim();
}

function isNamed(pair: string, name: string): boolean {
  const equals = pair.indexOf('=');
  return equals > 0 && pair.slice(0, equals).trim() === name;
}

/** The first value of a query parameter, decoded as forms are: `+` is a space. */
export function queryValue(target: string, name: string): string | undefined {
  const start = target.indexOf('?');
  return start === -1 ? undefined : (new URLSearchParams(target.slice(start + 1)).get(name) ?? undefined);
}

/** All values of a query parameter, decoded likewise. */
export function queryValues(target: string, name: string): string[] {
  const start = target.indexOf('?');
  return start === -1 ? [] : new URLSearchParams(target.slice(start + 1)).getAll(name);
}

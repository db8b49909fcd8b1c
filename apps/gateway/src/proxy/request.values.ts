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
 * Whether more than one line has this name, or what many backends take for it (`X_Api_Key`): which of them counts is then
 * everybody's own idea.
 */
export function isRepeated(rawHeaders: readonly string[], lowerName: string): boolean {
  let lines = 0;
  for (let at = 0; at < rawHeaders.length; at += 2) {
    const name = rawHeaders[at];
    if (name.length !== lowerName.length || !isAlike(name.toLowerCase(), lowerName)) continue;
    if (++lines > 1) return true;
  }
  return false;
}

function isAlike(lowerName: string, other: string): boolean {
  return lowerName === other || lowerName.replaceAll('_', '-') === other.replaceAll('_', '-');
}

/** The value of the first header of this name as text: what is not ASCII is read as UTF-8 where it is, so that it equals what a path or a body says. */
export function headerText(rawHeaders: readonly string[], lowerName: string): string | undefined {
  const value = headerValue(rawHeaders, lowerName);
  if (value === undefined || !/[\x80-\xff]/.test(value)) return value;
  const text = Buffer.from(value, 'latin1').toString();
  return text.includes('\ufffd') ? value : text;
}

/** The value of a cookie, as it was sent (RFC 6265 §4.2). */
export function cookieValue(rawHeaders: readonly string[], name: string): string | undefined {
  for (const pair of headerValue(rawHeaders, 'cookie')?.split(';') ?? []) {
    const equals = pair.indexOf('=');
    if (equals > 0 && pair.slice(0, equals).trim() === name) return pair.slice(equals + 1).trim();
  }
  return undefined;
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

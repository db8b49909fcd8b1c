import { type IncomingMessage } from 'node:http';
import { BadRequestError } from './errors/client.errors';
import { asOneName, isProtectedFromConnection } from './http/header-names';

/** More than any client needs: a bound on the work that one field can make. */
const MAX_OPTIONS = 4_096;

/**
 * The options of a `Connection` field (RFC 9110 §7.6.1), each under the name that many back ends read a field by.
 *
 * @throws BadRequestError when there are too many.
 */
export function connectionOptions(value: string): ReadonlySet<string> {
  const options = asOneName(value).split(',', MAX_OPTIONS + 1);
  if (options.length > MAX_OPTIONS) {
    throw new BadRequestError(`Connection has more than the ${MAX_OPTIONS} options allowed.`);
  }
  const named = new Set<string>();
  for (const option of options) named.add(option.trim());
  return named;
}

/** True if a field ends at this hop, since an option names it and the gateway does not vouch for it. */
function endsHere(name: string, options: ReadonlySet<string>): boolean {
  const oneName = asOneName(name);
  return options.has(oneName) && !isProtectedFromConnection(oneName);
}

/** Of `Name: value` lines, those that do not end at this hop. */
export function linesWithout(lines: string, options: ReadonlySet<string>): string {
  return lines
    .split('\r\n')
    .filter((line) => line === '' || !endsHere(line.slice(0, line.indexOf(':')), options))
    .join('\r\n');
}

/**
 * Takes the fields that end at this hop off the request itself: a stage that looked at them, to route or to check by them,
 * would decide by something that the backend never sees.
 */
export function takeOffNamed(request: IncomingMessage, options: ReadonlySet<string>): void {
  const { rawHeaders, headers } = request;
  let kept = 0;
  for (let at = 0; at < rawHeaders.length; at += 2) {
    if (endsHere(rawHeaders[at], options)) continue;
    rawHeaders[kept++] = rawHeaders[at];
    rawHeaders[kept++] = rawHeaders[at + 1];
  }
  rawHeaders.length = kept;
  for (const name of Object.keys(headers)) {
    if (endsHere(name, options)) Reflect.deleteProperty(headers, name);
  }
}

import { z } from 'zod';
import { headerName } from './http';
import { exactlyOneOf, rule } from './objects';
import { flag, scalar, text } from './scalar';

const PLACES = ['path', 'query', 'header', 'cookie', 'jwt', 'body', 'clientAddress'] as const;
const SEGMENT = /^[A-Za-z_]\w*$/;

/** Where a key may stand in a request, in one place. */
const place = {
  path: pathPattern().describe(
    'Pattern for the whole path, such as `/items/:item_id`. A `/*` at the end matches everything below.',
  ),
  name: segmentName().describe(
    'Named segment of the path that is the key. If omitted, the first named segment.',
  ),
  query: text({
    title: 'name',
    allowed: 'the name of a query parameter',
    pattern: /^[^\x00-\x1f]+$/,
  }).describe('Name of a query parameter.'),
  header: headerName().describe('Name of a header.'),
  cookie: cookieName().describe('Name of a cookie.'),
  jwt: text({ title: 'name', allowed: 'the name of a claim', pattern: /^[!-~]+$/ }).describe(
    'Name of a claim in the JSON Web Token that the gateway has verified.',
  ),
  body: jsonPointer().describe('JSON pointer into the body, such as `/session_id`.'),
  clientAddress: flag().describe('If `true`, the key is the address of the client.'),
};

const part = z
  .strictObject(place)
  .partial()
  .check(exactlyOneOf(...PLACES), nameIsOf('path'));

/** Where a key may stand in a request: in one place, or put together from several. */
export const keySource = z
  .strictObject({
    ...place,
    all: z
      .array(part)
      .min(2, 'two places at least')
      .describe(
        'Places that each hold one part of the key, such as a tenant and an id. All parts are required.',
      ),
  })
  .partial()
  .check(exactlyOneOf(...PLACES, 'all'), nameIsOf('path'));

/** A path in which names replace some segments. */
export function pathPattern() {
  return scalar({
    allowed: 'a path with a named segment, such as /items/:item_id',
    read: (value) => {
      if (typeof value !== 'string') return undefined;
      if (!/^(\/(:[A-Za-z_]\w*|(?!\.{1,2}(\/|$))[^\s/:*%?#;\\]+))+(\/\*)?$/.test(value)) return undefined;
      const names = namesOf(value);
      return names.length > 0 && new Set(names).size === names.length ? value : undefined;
    },
    json: { title: 'path pattern', type: 'string' },
  });
}

/** The name of a segment of a path pattern. */
export function segmentName() {
  return text({ title: 'name', allowed: 'the name of a segment of the path', pattern: SEGMENT });
}

/** A JSON pointer (RFC 6901) to something within the text. */
export function jsonPointer() {
  return text({
    title: 'JSON pointer',
    allowed: 'a JSON pointer, such as /id or /session/id',
    pattern: /^(\/([^~/]|~[01])*){1,32}$/,
  });
}

/** The name of a cookie. */
export function cookieName() {
  return text({ title: 'name', allowed: 'the name of a cookie', pattern: /^[!#$%&'*+.^_`|~\w-]+$/ });
}

function namesOf(pattern: string): string[] {
  return pattern.split('/').flatMap((segment) => (segment.startsWith(':') ? segment.slice(1) : []));
}

/** `name` is one of those in the path under this key. */
export function nameIsOf<Key extends string>(key: Key) {
  return rule<{ name?: unknown } & { [Own in Key]?: unknown }>((value, report) => {
    const { name, [key as string]: path } = value as Record<string, unknown>;
    if (typeof name !== 'string' || (path !== undefined && typeof path !== 'string')) return;
    if (path === undefined) report(`only with ${key}`, { at: ['name'] });
    else if (!namesOf(path).includes(name)) report('the name of a segment of the path', { at: ['name'] });
  });
}

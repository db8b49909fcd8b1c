import { METHODS } from 'node:http';
import { z } from 'zod';
import { rule } from './objects';
import { scalar, VARIABLE } from './scalar';

const TOKEN = /^[!#$%&'*+.^_`|~\w-]+$/;
const VALUE = /^[^\x00-\x08\x0a-\x1f\x7f\u0100-\uffff]*$/;

/** These say where a message ends and what a connection is for (RFC 9110, 7.6.1): they are the gateway's own to write. */
const FRAMING = new Set(
  'connection content-length keep-alive proxy-connection te trailer transfer-encoding upgrade'.split(' '),
);

/** A request method; the tunnel method CONNECT is never routed. */
export function method() {
  return scalar({
    allowed: 'a request method in capitals, such as GET',
    read: (value) => METHODS.find((name) => name === value && name !== 'CONNECT'),
    // Which ones there are depends on the version of Node, and so the schema of the editor leaves that open.
    json: { title: 'method', type: 'string', pattern: `^[A-Z-]+$|${VARIABLE}` },
    words: METHODS,
  });
}

/** A header's name, in lower case. */
export function headerName() {
  return scalar({
    allowed: 'the name of a header',
    read: (value) => (typeof value === 'string' && TOKEN.test(value) ? value.toLowerCase() : undefined),
    json: { title: 'header name', type: 'string' },
  });
}

/** Any header may hold a credential, whatever its name is: no value is shown. One may begin with a dollar, too. */
const SECRET = { secret: true, secretPart: () => '' };

/** A header's value (RFC 9110, 5.5): no line can be smuggled in. */
export function headerValue() {
  return scalar({
    allowed: 'text of one line (in quotes, if YAML would read it as a number)',
    read: (value) => (typeof value === 'string' && VALUE.test(value) ? value : undefined),
    json: { title: 'header value', type: 'string' },
    ...SECRET,
  });
}

/** A header's value, or `true` for any. */
export function headerMatch() {
  return scalar({
    allowed: 'text of one line (in quotes, if YAML would read it as a number), or true for any',
    read: (value) => (value === true || (typeof value === 'string' && VALUE.test(value)) ? value : undefined),
    json: { title: 'header value', type: ['string', 'boolean'] },
    ...SECRET,
  });
}

/** Values by the names of headers, in lower case. */
export function headerMap<Value>(value: z.ZodType<Value>) {
  return z
    .record(z.string().regex(TOKEN, 'the name of a header'), value)
    .check(
      rule((headers, report) => {
        const seen = new Set<string>();
        for (const name of Object.keys(headers)) {
          if (seen.has(name.toLowerCase()))
            report('every header once', { at: [name], found: `"${name}" a second time` });
          seen.add(name.toLowerCase());
        }
      }),
    )
    .transform((headers) =>
      Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value])),
    );
}

/** Headers to set (instead of any with the same name) and to remove, on the way to a backend or back. */
export function headerEdits() {
  return z
    .strictObject({
      set: headerMap(headerValue())
        .prefault({})
        .describe('Headers to set. An existing header with the same name is replaced.'),
      remove: z.array(headerName()).prefault([]).describe('Names of headers to remove.'),
    })
    .check(
      rule(({ set, remove }, report) => {
        const allowed = `headers that do not frame the message (not ${[...FRAMING].join(', ')})`;
        for (const name of Object.keys(set ?? {})) {
          if (FRAMING.has(name.toLowerCase())) report(allowed, { at: ['set', name], found: `"${name}"` });
        }
        for (const [index, name] of (Array.isArray(remove) ? remove : []).entries()) {
          if (FRAMING.has(String(name)) || name === 'host') report(allowed, { at: ['remove', index] });
        }
      }),
    );
}

/** The beginning of a path, as the gateway reads it: decoded, without dot segments and empty ones, on segment borders. */
export function pathPrefix() {
  return scalar({
    allowed: 'a path that begins with "/", without "//", "." and ".." segments, and none of % ? # ; \\',
    read: (value) => {
      if (typeof value !== 'string' || !/^\/[^\x00-\x1f\x7f%?#;\\]*$/.test(value)) return undefined;
      if (/\/\/|\/\.{1,2}(\/|$)/.test(value)) return undefined;
      return value.length > 1 && value.endsWith('/') ? value.slice(0, -1) : value;
    },
    json: { title: 'path', type: 'string', pattern: '^(/|.*\\$\\{.*\\})' },
  });
}

import { z } from 'zod';
import { headerName, method } from './http';
import { rule } from './objects';
import { hostPattern } from './network';
import { flag, scalar } from './scalar';
import { duration } from './units';

/** Which pages of other origins may use a route, and how: what browsers are told (CORS). */
export const cors = z
  .strictObject({
    origins: z
      .array(origin())
      .min(1, 'at least one origin')
      .describe('Whose pages may: `https://app.example.com`, `https://*.example.com`, or `*` for any.'),
    methods: z
      .array(method())
      .min(1, 'at least one method')
      .optional()
      .describe(
        'The methods they may use; those of the route, or GET, HEAD, POST, PUT, PATCH and DELETE, when left out.',
      ),
    headers: z
      .array(headerName())
      .optional()
      .describe('The headers they may send; whichever they ask for when left out.'),
    exposedHeaders: z
      .array(headerName())
      .prefault([])
      .describe('Headers of the answer that they may read, beside the few that they always may.'),
    credentials: flag()
      .prefault(false)
      .describe('Whether they may send cookies and other credentials that the browser has.'),
    maxAge: duration({ from: '0ms' }).prefault('10m').describe('How long a browser need not ask again.'),
  })
  .check(
    rule(({ origins, credentials }, report) => {
      const all = Array.isArray(origins) ? (origins as unknown[]) : [];
      if (credentials !== true || !all.includes('*')) return;
      report('origins by name, because of credentials: true', { at: ['origins', all.indexOf('*')] });
    }),
  );

/** An origin as browsers write it: scheme, host, and the port where it is not the usual one. */
function origin() {
  const host = hostPattern();
  return scalar({
    allowed: 'an origin such as https://app.example.com or https://*.example.com:8443, without a path, or *',
    read: (value) => {
      if (value === '*') return value;
      if (typeof value !== 'string') return undefined;
      const [, scheme, name, port] = /^(https?):\/\/([^/:]+|\[[^/]+\])(?::(\d{1,5}))?$/i.exec(value) ?? [];
      const known = name && host.safeParse(name).data;
      if (!known) return undefined;
      const isUsual = port === undefined || Number(port) === (scheme.toLowerCase() === 'https' ? 443 : 80);
      return `${scheme.toLowerCase()}://${known}${isUsual ? '' : `:${Number(port)}`}`;
    },
    json: { title: 'origin', type: 'string' },
  });
}

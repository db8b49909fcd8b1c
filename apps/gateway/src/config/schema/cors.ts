import { z } from 'zod';
import { headerName, method } from './http';
import { rule } from './objects';
import { hostPattern } from './network';
import { flag, scalar } from './scalar';
import { duration } from './units';

/** Which pages of other origins may use a route (CORS). */
export const cors = z
  .strictObject({
    origins: z
      .array(origin())
      .min(1, 'at least one origin')
      .describe(
        'Origins whose pages may send requests: `https://app.example.com`, `https://*.example.com`, or `*` for any.',
      ),
    methods: z
      .array(method())
      .min(1, 'at least one method')
      .optional()
      .describe(
        'Methods that pages may use. If omitted, those of the route, or GET, HEAD, POST, PUT, PATCH and DELETE.',
      ),
    headers: z
      .array(headerName())
      .optional()
      .describe(
        'Request headers that pages may send. If omitted, all headers that the preflight request asks for.',
      ),
    exposedHeaders: z
      .array(headerName())
      .prefault([])
      .describe('Response headers that pages may read, in addition to those that browsers always allow.'),
    credentials: flag()
      .prefault(false)
      .describe('If `true`, pages may send cookies and other credentials of the browser.'),
    maxAge: duration({ from: '0ms' })
      .prefault('10m')
      .describe('How long browsers cache the result of a preflight request.'),
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

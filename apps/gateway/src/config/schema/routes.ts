import { z } from 'zod';
import { redirect, respond } from './local-responses';
import { auth } from './auth';
import { cors } from './cors';
import { headerEdits, headerMap, headerMatch, method, pathPrefix } from './http';
import { distinct, exactlyOneOf, rule } from './objects';
import { addressRange, hostPattern } from './network';
import { concurrency, rateLimit } from './rate-limit';
import { flag, text } from './scalar';
import { duration } from './units';
import { validate } from './validate';

const route = z
  .strictObject({
    name: text({
      title: 'name',
      allowed: 'a name of at most 128 visible characters',
      pattern: /^[!-~]{1,128}$/,
    })
      .optional()
      .describe('Name of the route in logs and metrics. If omitted, its host and path.'),
    host: hostPattern()
      .optional()
      .describe(
        'Host to match: `api.example.com`, or `*.example.com` for all hosts below it. If omitted, any host.',
      ),
    path: pathPrefix()
      .prefault('/')
      .describe(
        'Path prefix to match. It matches whole segments and is case-sensitive: `/items` matches neither `/itemsx` nor `/Items`.',
      ),
    methods: z
      .array(method())
      .min(1, 'at least one method')
      .optional()
      .describe('Methods to match. If omitted, any method.'),
    headers: headerMap(headerMatch())
      .optional()
      .describe('Headers that a request must have with exactly these values. `true` matches any value.'),
    pool: reference().optional().describe('Pool that serves the requests.'),
    affinity: z.array(reference()).prefault([]).describe('Affinity rules to apply, in this order.'),
    stripPrefix: pathPrefix()
      .optional()
      .describe('Prefix to remove from the path before the request is forwarded.'),
    rewrite: pathPrefix().optional().describe('Prefix that replaces `path` before the request is forwarded.'),
    rewriteResponse: flag()
      .optional()
      .describe(
        'If `true` or omitted, the gateway changes `Location`, `Content-Location` and the `Path` of `Set-Cookie` in responses from the path of the backend to the path of the client. Has an effect only with `stripPrefix` or `rewrite`.',
      ),
    sse: z
      .strictObject({
        heartbeat: duration({ from: '1s' })
          .optional()
          .describe(
            'Silence after which the gateway sends a comment line to the client, so that no proxy closes the stream. If omitted, it sends none.',
          ),
      })
      .optional()
      .describe('For `text/event-stream` responses that are not compressed.'),
    timeouts: z
      .strictObject({
        response: duration()
          .optional()
          .describe('Time for the response to begin. If omitted, as in the pool.'),
      })
      .optional()
      .describe('Timeouts of this route, instead of those of the pool.'),
    hedge: flag().optional().describe('Retries of this route, instead of those of the pool.'),
    requestHeaders: headerEdits()
      .optional()
      .describe('Changes to the request headers that the backend gets.'),
    responseHeaders: headerEdits()
      .optional()
      .describe('Changes to the response headers that the client gets.'),
    auth: auth.optional().describe('Credentials that a request must have.'),
    rateLimit: rateLimit.optional().describe('Rate limit for each client.'),
    concurrency: concurrency.optional().describe('Limit for the number of requests of one client at a time.'),
    validate: validate
      .optional()
      .describe('Requirements for a request. The gateway checks them before it forwards the request.'),
    bufferBody: flag()
      .optional()
      .describe(
        'If `true`, the gateway reads the body, or its first 64 KiB, before it connects to a backend. A slow client then occupies no connection to a backend.',
      ),
    cors: cors
      .optional()
      .describe('Pages of other origins that may use the route. If omitted, the backends decide.'),
    allow: z
      .array(addressRange())
      .min(1, 'at least one address or range')
      .optional()
      .describe('Client addresses that may use the route. If omitted, all. Other clients get 403.'),
    deny: z
      .array(addressRange())
      .optional()
      .describe('Client addresses that may not use the route, even if `allow` contains them.'),
    redirect: redirect.optional().describe('Respond with a redirect.'),
    respond: respond.optional().describe('Respond with a fixed response.'),
  })
  .check(
    exactlyOneOf('pool', 'redirect', 'respond'),
    rule(({ path, stripPrefix, rewrite }, report) => {
      if (stripPrefix === undefined) return;
      if (rewrite !== undefined) report('either stripPrefix or rewrite', { found: 'both', at: ['rewrite'] });
      if (typeof path !== 'string' || typeof stripPrefix !== 'string') return;
      if (!`${path}/`.startsWith(stripPrefix === '/' ? '/' : `${stripPrefix}/`)) {
        report(`a prefix of the path ${path}, in whole segments`, { at: ['stripPrefix'] });
      }
    }),
  );

type Route = z.output<typeof route>;

/** Which request goes where. The most specific route wins, and order breaks ties. */
export const routes = z
  .array(route)
  .check(distinct<Route>('name', 'a name that no other route has'))
  .superRefine(everyOneReachable)
  .transform(withNames)
  .describe(
    'Which pool serves which request. The host decides first, then the longest path, then methods and headers. Order breaks ties.',
  );

/** The name of an entry of another section; whether there is one is checked where all sections are at hand. */
function reference() {
  return z.string().meta({ title: 'name' });
}

/** Of two routes that ask for the same, the second never gets a request. */
function everyOneReachable(all: readonly Route[], context: z.core.$RefinementCtx): void {
  const seen = new Set<string>();
  for (const [index, { host, path, methods, headers }] of all.entries()) {
    const asked = JSON.stringify([host, path, methods?.toSorted(), Object.entries(headers ?? {}).toSorted()]);
    if (seen.has(asked)) {
      const params = { found: 'a route with the same conditions as an earlier one' };
      context.addIssue({
        code: 'custom',
        message: 'routes with different conditions',
        path: [index],
        params,
      });
    }
    seen.add(asked);
  }
}

/** A route without a name takes that of its host and path; where several have the same, they are numbered. */
function withNames(unnamed: readonly Route[]) {
  const taken = new Set(unnamed.flatMap(({ name }) => name ?? []));
  return unnamed.map((settings) => {
    if (settings.name !== undefined) return { ...settings, name: settings.name };
    const base = `${settings.host ?? ''}${settings.path}`;
    let name = base;
    for (let number = 2; taken.has(name); number += 1) name = `${base}#${number}`;
    taken.add(name);
    return { ...settings, name };
  });
}

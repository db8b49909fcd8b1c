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
      .describe('Names the route in logs and metrics; host and path when left out.'),
    host: hostPattern()
      .optional()
      .describe('`api.example.com`, or `*.example.com` for all below it; any when left out.'),
    path: pathPrefix()
      .prefault('/')
      .describe(
        'The beginning of the path, on segment borders and with its case: `/items` is neither `/itemsx` nor `/Items`.',
      ),
    methods: z
      .array(method())
      .min(1, 'at least one method')
      .optional()
      .describe('The methods it is for; any when left out.'),
    headers: headerMap(headerMatch())
      .optional()
      .describe('Headers that a request must have with exactly these values; `true` stands for any value.'),
    pool: reference().optional().describe('The pool that serves it.'),
    affinity: z.array(reference()).prefault([]).describe('The affinity rules that are asked, in this order.'),
    stripPrefix: pathPrefix()
      .optional()
      .describe('Taken off the beginning of the path before it is forwarded.'),
    rewrite: pathPrefix().optional().describe('Put in the place of `path` at the beginning of the path.'),
    rewriteResponse: flag()
      .optional()
      .describe(
        'If `true`, or left out, the gateway changes `Location`, `Content-Location` and the `Path` of `Set-Cookie` in responses from the path of the backend to the path of the client. Has an effect only with `stripPrefix` or `rewrite`.',
      ),
    sse: z
      .strictObject({
        heartbeat: duration({ from: '1s' })
          .optional()
          .describe(
            'Silence after which the gateway sends the client a comment line, so that no proxy cuts the stream. No comments are sent when left out.',
          ),
      })
      .optional()
      .describe('For `text/event-stream` responses that are not compressed.'),
    timeouts: z
      .strictObject({
        response: duration()
          .optional()
          .describe('For the response to begin; as the pool says when left out.'),
      })
      .optional()
      .describe('In the place of those of the pool.'),
    hedge: flag().optional().describe('In the place of what the pool says.'),
    requestHeaders: headerEdits().optional().describe('Headers to change on the way to the backend.'),
    responseHeaders: headerEdits().optional().describe('Headers to change on the way to the client.'),
    auth: auth.optional().describe('The credentials that a request needs.'),
    rateLimit: rateLimit.optional().describe('How often one client may ask.'),
    concurrency: concurrency.optional().describe('How many requests of one client may be under way.'),
    validate: validate.optional().describe('What requests must be before a backend is bothered with them.'),
    bufferBody: flag()
      .optional()
      .describe(
        'Whether bodies are read up to their end, or their first 64 KiB, before a backend is asked, so that a client that sends slowly keeps none of its connections.',
      ),
    cors: cors
      .optional()
      .describe('Which pages of other origins may use it; what the backends say of that when left out.'),
    allow: z
      .array(addressRange())
      .min(1, 'at least one address or range')
      .optional()
      .describe('Clients that may use it, by address; everybody when left out. Others get 403.'),
    deny: z.array(addressRange()).optional().describe('Clients that may not, whatever allows them.'),
    redirect: redirect.optional().describe('An answer that sends the client elsewhere.'),
    respond: respond.optional().describe('A fixed answer.'),
  })
  .check(
    exactlyOneOf('pool', 'redirect', 'respond'),
    rule(({ path, stripPrefix, rewrite }, report) => {
      if (stripPrefix === undefined) return;
      if (rewrite !== undefined) report('either stripPrefix or rewrite', { found: 'both', at: ['rewrite'] });
      if (typeof path !== 'string' || typeof stripPrefix !== 'string') return;
      if (!`${path}/`.startsWith(stripPrefix === '/' ? '/' : `${stripPrefix}/`)) {
        report(`the beginning of the path ${path}, on a segment border`, { at: ['stripPrefix'] });
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
    'Which request goes where: host, then the longest path, then methods and headers decide; order breaks ties.',
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
      const params = { found: 'a route that asks for the same as one before it' };
      context.addIssue({ code: 'custom', message: 'routes that differ', path: [index], params });
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

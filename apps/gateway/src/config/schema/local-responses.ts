import { z } from 'zod';
import { headerMap, headerValue } from './http';
import { rule } from './objects';
import { numberOf, text, wholeNumber } from './scalar';

/** No path that begins with two slashes: browsers would take what follows for a host. */
const LOCATION = /^(?=[!-~]+$)(\/(?![/\\])[^{}]*|https?:\/\/([^{}/]+|\{host\})(:\d+)?(\{uri\}|[/?][^{}]*)?)$/;

/** Sends the client elsewhere. */
export const redirect = z.strictObject({
  status: numberOf([301, 302, 303, 307, 308])
    .prefault(302)
    .describe('301 and 308 are remembered by browsers; 307 and 308 keep the method.'),
  to: text({
    title: 'URL',
    allowed: '/path, or an http:// or https:// URL, in which {host} and {uri} stand for those of the request',
    pattern: LOCATION,
  }).describe(
    'Where to; in a URL `{host}` and `{uri}` stand for the host, and the path and query, of the request.',
  ),
});

/** Answers in the place of a backend. */
export const respond = z
  .strictObject({
    status: wholeNumber({ from: 200, to: 599 }).describe('The status of the answer.'),
    body: z.string().prefault('').describe('Its body.'),
    headers: headerMap(headerValue()).optional().describe('Its headers.'),
  })
  .check(
    rule(({ status, body }, report) => {
      if (body && (status === 204 || status === 304))
        report(`no body with status ${status}`, { at: ['body'] });
    }),
  );

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
    .describe('Status of the response. Browsers cache 301 and 308; 307 and 308 keep the method.'),
  to: text({
    title: 'URL',
    allowed: '/path, or an http:// or https:// URL, in which {host} and {uri} stand for those of the request',
    pattern: LOCATION,
  }).describe(
    'Target of the redirect. In a URL, `{host}` stands for the host of the request, and `{uri}` for its path and query.',
  ),
});

/** Responds without a backend. */
export const respond = z
  .strictObject({
    status: wholeNumber({ from: 200, to: 599 }).describe('Status of the response.'),
    body: z.string().prefault('').describe('Body of the response.'),
    headers: headerMap(headerValue()).optional().describe('Headers of the response.'),
  })
  .check(
    rule(({ status, body }, report) => {
      if (body && (status === 204 || status === 304))
        report(`no body with status ${status}`, { at: ['body'] });
    }),
  );

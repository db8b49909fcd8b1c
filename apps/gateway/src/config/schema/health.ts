import { z } from 'zod';
import { headerMap, headerValue, method } from './http';
import { rule } from './objects';
import { flag, scalar, text, wholeNumber } from './scalar';
import { duration, ratio } from './units';

const PROBE_METHODS = ['GET', 'HEAD', 'OPTIONS', 'POST'];
/** These mean something only for a request. */
const OF_REQUESTS = ['method', 'status', 'body', 'headers', 'scheme', 'drainOn404'] as const;

/** How backends are asked whether they are well. */
export const health = z
  .strictObject({
    enabled: flag().prefault(true).describe('If `true`, the gateway probes the backends.'),
    tcp: flag().optional().describe('Without `path`, a probe only opens a connection.'),
    path: text({
      title: 'path',
      allowed: 'a path that begins with "/", without spaces',
      pattern: /^\/[!-~]*$/,
    })
      .optional()
      .describe('Path and query of the probe request. If omitted, the probe only opens a TCP connection.'),
    method: method()
      .prefault('GET')
      .describe(`Method of the probe request: ${PROBE_METHODS.join(', ')}.`),
    status: statusRanges().prefault('200-299').describe('Response statuses that mean healthy.'),
    body: regularExpression()
      .optional()
      .describe('Regular expression that the first 64 KiB of the response body must match.'),
    headers: headerMap(headerValue())
      .prefault({})
      .describe('Headers of the probe request. `host` is allowed.'),
    port: wholeNumber({ from: 1, to: 65_535 })
      .optional()
      .describe('Port to probe. If omitted, the port of the backend.'),
    scheme: z
      .enum(['http', 'https'])
      .optional()
      .describe(
        'Use of TLS by probes: `http` never does, `https` always does. If omitted, probes use the scheme of the backend, at another `port`, too.',
      ),
    interval: duration({ from: '10ms' })
      .prefault('2s')
      .describe('Time between two probes while the state of the backend is stable.'),
    fastInterval: duration({ from: '10ms' })
      .prefault('500ms')
      .describe('Time between two probes while the state of the backend may be changing.'),
    downInterval: duration({ from: '10ms' })
      .prefault('5s')
      .describe('Time between two probes while the backend is unhealthy.'),
    timeout: duration().prefault('1s').describe('Time limit for the whole response to a probe.'),
    fall: wholeNumber({ from: 1, to: 100 })
      .prefault(3)
      .describe('Number of failed probes in a row that make a backend unhealthy.'),
    rise: wholeNumber({ from: 1, to: 100 })
      .prefault(2)
      .describe('Number of passed probes in a row that make a backend healthy again.'),
    jitter: ratio()
      .prefault('20%')
      .describe('Largest random deviation of an interval, so that gateways do not probe at the same moment.'),
    mandatory: flag()
      .prefault(false)
      .describe('If `true`, a backend gets no requests before it has passed its first probe.'),
    drainOn404: flag()
      .prefault(false)
      .describe(
        'If `true`, a probe response of 404 means that the backend is draining. A 503 with `Retry-After` always means this. The value of `Retry-After` does not matter: the next probe that passes ends the draining.',
      ),
  })
  .check(
    rule((settings, report) => {
      if (settings.path === undefined) {
        for (const key of OF_REQUESTS) {
          if (isGiven(settings[key], key)) report('only together with path', { at: [key] });
        }
      } else if (settings.tcp === true) {
        report('either tcp or path', { at: ['tcp'], found: 'both' });
      }
      if (settings.method !== undefined && !PROBE_METHODS.includes(settings.method as string))
        report(PROBE_METHODS.join(', '), { at: ['method'] });
    }),
  )
  .transform(({ tcp: _tcp, ...settings }) => settings);

/** True if it says other than what is meant when it is left out. */
function isGiven(value: unknown, key: (typeof OF_REQUESTS)[number]): boolean {
  if (key === 'method') return value !== 'GET';
  if (key === 'drainOn404') return value === true;
  if (key === 'status') return JSON.stringify(value) !== '[{"from":200,"to":299}]';
  return typeof value === 'string' || Object.keys(value ?? {}).length > 0;
}

function statusRanges() {
  return scalar({
    allowed: 'statuses from 100 to 599, such as 200, 200-299 or 200-299,404',
    read: (value) => {
      const parts = String(value).replaceAll(' ', '').split(',');
      const ranges = parts.map((part) => {
        const [, from, to = from] = /^([1-5]\d\d)(?:-([1-5]\d\d))?$/.exec(part) ?? [];
        return { from: Number(from), to: Number(to) };
      });
      return ranges.every(({ from, to }) => from <= to) ? ranges : undefined;
    },
    json: { title: 'statuses', type: ['string', 'integer'] },
  });
}

function regularExpression() {
  return scalar({
    allowed: 'a regular expression as JavaScript writes it, without the slashes',
    read: (value) => {
      if (typeof value !== 'string' || value === '') return undefined;
      try {
        return new RegExp(value).source;
      } catch {
        return undefined;
      }
    },
    json: { title: 'regular expression', type: 'string' },
  });
}

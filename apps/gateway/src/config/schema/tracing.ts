import { z } from 'zod';
import { scalar, text } from './scalar';
import { share } from './units';

/** Where traces are sent. */
export const tracing = z
  .strictObject({
    endpoint: scalar({
      allowed: 'the base URL of an OTLP collector, such as http://127.0.0.1:4318',
      read: (value) => (typeof value === 'string' && isHttp(value) ? value : undefined),
      json: { title: 'URL', type: 'string' },
    })
      .optional()
      .describe('The OTLP collector (HTTP) that spans are sent to; without one nothing is traced.'),
    service: text({ title: 'name', allowed: 'a name', pattern: /^[!-~]{1,64}$/ })
      .prefault('load-distributer')
      .describe('What the gateway is called in the traces.'),
    share: share()
      .prefault('100%')
      .describe('Of the traces that begin here; one that is continued keeps what was decided before.'),
  })
  .describe('Traces for OpenTelemetry, one span for each request and each attempt; changed by a restart.');

function isHttp(value: string): boolean {
  if (!URL.canParse(value)) return false;
  const { protocol, username, password } = new URL(value);
  // Credentials would be shown with the configuration; OTEL_EXPORTER_OTLP_HEADERS has a place for them.
  return ['http:', 'https:'].includes(protocol) && username === '' && password === '';
}

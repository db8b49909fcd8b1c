import { z } from 'zod';
import { scalar, text } from './scalar';
import { ratio } from './units';

/** Where traces are sent. */
export const tracing = z
  .strictObject({
    endpoint: scalar({
      allowed: 'the base URL of an OTLP collector, such as http://127.0.0.1:4318',
      read: (value) => (typeof value === 'string' && isHttp(value) ? value : undefined),
      json: { title: 'URL', type: 'string' },
    })
      .optional()
      .describe('URL of the OTLP collector (HTTP) that gets the spans. If omitted, nothing is traced.'),
    service: text({ title: 'name', allowed: 'a name', pattern: /^[!-~]{1,64}$/ })
      .prefault('load-distributer')
      .describe('Name of the gateway in traces.'),
    sampleRate: ratio()
      .prefault('100%')
      .describe(
        'Ratio of new traces to record. A trace that continues one of the client keeps the decision of the client.',
      ),
  })
  .describe(
    'Traces for OpenTelemetry, with one span for each request and each attempt. A change requires a restart.',
  );

function isHttp(value: string): boolean {
  if (!URL.canParse(value)) return false;
  const { protocol, username, password } = new URL(value);
  // Credentials would be shown with the configuration; OTEL_EXPORTER_OTLP_HEADERS has a place for them.
  return ['http:', 'https:'].includes(protocol) && username === '' && password === '';
}

import { z } from 'zod';
import { headerName } from './http';
import { text } from './scalar';
import { size } from './units';

/** What a request must be before a backend is bothered with it. */
export const validate = z.strictObject({
  contentTypes: z
    .array(
      text({
        title: 'media type',
        allowed: 'a media type such as application/json',
        pattern: /^[\w.+-]{1,64}\/[\w.+-]{1,64}$/,
      }),
    )
    .min(1, 'at least one media type')
    .optional()
    .describe('What bodies may be; others get 415. JSON when left out and `body` is set, else anything.'),
  bodyBytes: size({ from: '1B', to: '64KiB' })
    .optional()
    .describe('The largest body; 64KiB when left out and `body` is set. Larger ones get 413.'),
  requiredHeaders: z
    .array(headerName())
    .prefault([])
    .describe('Headers that a request must have, among those that the gateway passes on.'),
  requiredQuery: z
    .array(text({ title: 'name', allowed: 'the name of a query parameter', pattern: /^[^\x00-\x1f]+$/ }))
    .prefault([])
    .describe('Query parameters that must be there.'),
  body: schemaFile().optional().describe('The JSON Schema of the body; read anew when it changes.'),
  query: schemaFile()
    .optional()
    .describe(
      'The JSON Schema of the query, an object of its parameters; text that spells a number may be one.',
    ),
  openapi: text({ title: 'file', allowed: 'the path of an OpenAPI document', pattern: /^[^\0]+$/ })
    .optional()
    .describe(
      'An OpenAPI document, 3.0 or 3.1, JSON or YAML; read anew when it changes. Paths that it does not describe get 404, methods 405, bodies 415, and parameters and JSON that are not as it says 422.',
    ),
});

function schemaFile() {
  return text({ title: 'file', allowed: 'the path of a file with a JSON Schema', pattern: /^[^\0]+$/ });
}

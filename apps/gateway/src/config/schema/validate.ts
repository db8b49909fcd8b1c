import { z } from 'zod';
import { headerName } from './http';
import { text } from './scalar';
import { size } from './units';

/** The requirements for a request. They are checked before a backend gets it. */
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
    .describe(
      'Accepted media types of bodies. Others get 415. If omitted, JSON when `body` is set, otherwise any.',
    ),
  bodyBytes: size({ from: '1B', to: '64KiB' })
    .optional()
    .describe('Size of a body. A larger one gets 413. If omitted, 64KiB when `body` is set.'),
  requiredHeaders: z
    .array(headerName())
    .prefault([])
    .describe('Headers that a request must have, among those that the gateway forwards.'),
  requiredQuery: z
    .array(text({ title: 'name', allowed: 'the name of a query parameter', pattern: /^[^\x00-\x1f]+$/ }))
    .prefault([])
    .describe('Query parameters that a request must have.'),
  body: schemaFile()
    .optional()
    .describe('File with the JSON Schema of the body. The gateway reads it again when it changes.'),
  query: schemaFile()
    .optional()
    .describe(
      'File with the JSON Schema of the query, an object with one property for each parameter. Text that is a valid JSON number may be a number.',
    ),
  openapi: text({ title: 'file', allowed: 'the path of an OpenAPI document', pattern: /^[^\0]+$/ })
    .optional()
    .describe(
      'OpenAPI document, version 3.0 or 3.1, in JSON or YAML. The gateway reads it again when it changes. Paths that it does not describe get 404, methods 405, and bodies 415. Invalid parameters and invalid JSON get 422.',
    ),
});

function schemaFile() {
  return text({ title: 'file', allowed: 'the path of a file with a JSON Schema', pattern: /^[^\0]+$/ });
}

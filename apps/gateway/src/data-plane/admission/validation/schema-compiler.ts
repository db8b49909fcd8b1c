import type * as Draft7 from 'ajv';
import type * as Draft2020 from 'ajv/dist/2020';
import type * as Formats from 'ajv-formats';
import { LIMITED_ERRORS } from './limited.errors';

/** The version of JSON Schema that schemas are written in. */
export type Draft = '7' | '2020-12';

/** Compiles JSON Schemas, with the formats that they can name. The library is loaded by the first call. */
export function schemaCompiler(draft: Draft, options: Draft7.Options = {}): Draft7.Ajv {
  /* eslint-disable @typescript-eslint/no-require-imports -- gateways that validate no requests do not load them */
  const { default: Compiler } =
    draft === '7' ? (require('ajv') as typeof Draft7) : (require('ajv/dist/2020') as typeof Draft2020);
  const { default: addFormats } = require('ajv-formats') as typeof Formats;
  /* eslint-enable @typescript-eslint/no-require-imports */
  return addFormats(new Compiler({ ...LIMITED_ERRORS, ...options }));
}

import { readFileSync } from 'node:fs';
import Ajv, { type ErrorObject, type Options, type ValidateFunction } from 'ajv';
import Ajv2020 from 'ajv/dist/2020';
import addFormats from 'ajv-formats';
import { type FieldError } from '../../../errors/validation.errors';

/** More than these say no more to the client. */
const MOST_ERRORS = 50;

/** A JSON Schema made ready: draft 2020-12, or draft 7 where it says so. */
export class JsonSchemaCheck {
  private readonly validate: ValidateFunction;

  private constructor(
    private readonly part: 'body' | 'query',
    schema: object,
  ) {
    // All of the query is text; what spells a number or a truth value counts as one there.
    const options: Options = {
      allErrors: true,
      strict: false,
      logger: false,
      coerceTypes: part === 'query' ? 'array' : false,
    };
    const isDraft7 = '$schema' in schema && String(schema.$schema).includes('draft-07');
    const ajv = isDraft7 ? new Ajv(options) : new Ajv2020(options);
    addFormats(ajv);
    this.validate = ajv.compile(schema);
  }

  /** @throws Error when the file cannot be read, or is no JSON Schema. */
  static fromFile(part: 'body' | 'query', file: string): JsonSchemaCheck {
    return JsonSchemaCheck.fromText(part, readFileSync(file, 'utf8'));
  }

  static fromText(part: 'body' | 'query', text: string): JsonSchemaCheck {
    const schema: unknown = JSON.parse(text);
    if (typeof schema !== 'object' || schema === null || Array.isArray(schema))
      throw new Error('A JSON Schema is an object.');
    return new JsonSchemaCheck(part, schema);
  }

  /** What is wrong with the value, field by field; nothing when it is as it should be. */
  errorsOf(value: unknown): FieldError[] {
    if (this.validate(value)) return [];
    return (this.validate.errors ?? []).slice(0, MOST_ERRORS).map((error) => this.fieldError(error));
  }

  private fieldError({ instancePath, keyword, params, message }: ErrorObject): FieldError {
    const steps = instancePath
      .split('/')
      .slice(1)
      .map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'));
    const missing = (params as { missingProperty?: string }).missingProperty;
    if (keyword === 'required' && missing !== undefined)
      return { loc: [this.part, ...steps, missing], msg: 'Field required', type: 'missing' };
    return { loc: [this.part, ...steps], msg: message ?? 'It is not as it should be.', type: keyword };
  }
}

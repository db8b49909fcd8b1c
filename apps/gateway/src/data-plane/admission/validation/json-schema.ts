import { type ValidateFunction } from 'ajv';
import { type FieldError } from '../../errors/validation.errors';
import { fieldErrors } from './field.errors';
import { schemaCompiler } from './schema-compiler';

/** A JSON Schema made ready: draft 2020-12, or draft 7 where it says so. */
export class JsonSchemaCheck {
  private readonly validate: ValidateFunction;

  private constructor(
    private readonly part: 'body' | 'query',
    schema: object,
  ) {
    const isDraft7 = '$schema' in schema && String(schema.$schema).includes('draft-07');
    // All of the query is text; what spells a number or a truth value counts as one there.
    const coerceTypes = part === 'query' ? 'array' : false;
    this.validate = schemaCompiler(isDraft7 ? '7' : '2020-12', { coerceTypes }).compile(schema);
  }

  /** @throws Error when the text is no JSON Schema. */
  static fromText(part: 'body' | 'query', text: string): JsonSchemaCheck {
    const schema: unknown = JSON.parse(text);
    if (typeof schema !== 'object' || schema === null || Array.isArray(schema))
      throw new Error('A JSON Schema must be an object.');
    return new JsonSchemaCheck(part, schema);
  }

  /** Returns the errors of each field of the value; empty for a valid value. */
  errorsOf(value: unknown): FieldError[] {
    return this.validate(value) ? [] : fieldErrors(this.validate.errors, [this.part]);
  }
}

import { type FieldError } from '../../../errors/validation.errors';
import { fieldErrors } from '../field.errors';
import { schemaCompiler } from '../schema-compiler';
import { type JsonPointer } from './json-pointer';

/** Returns the errors of a value; empty for a valid one. */
export type ValueCheck = (value: unknown, loc: readonly string[]) => FieldError[];

const DOCUMENT = 'openapi:document';

/** The schemas of a document, each made ready once. */
export class DocumentSchemas {
  private readonly ajv = schemaCompiler('2020-12');
  private readonly checks = new Map<string, ValueCheck>();

  /** @param document as `asRequestsAreHeldTo` makes it. */
  constructor(document: object) {
    // As a whole it is no schema, but a place where schemas are.
    this.ajv.addSchema(document, DOCUMENT, false, false);
  }

  /** @throws Error when it is no schema. */
  checkFor({ pointer }: JsonPointer): ValueCheck {
    const known = this.checks.get(pointer);
    if (known !== undefined) return known;
    const validate = this.ajv.compile({ $ref: `${DOCUMENT}${pointer}` });
    const check: ValueCheck = (value, loc) => (validate(value) ? [] : fieldErrors(validate.errors, loc));
    this.checks.set(pointer, check);
    return check;
  }
}

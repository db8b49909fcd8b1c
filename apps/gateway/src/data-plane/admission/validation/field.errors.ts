import { type ErrorObject } from 'ajv';
import { type FieldError } from '../../errors/validation.errors';
import { MAX_ERRORS } from './limited.errors';

/** Returns the errors that a JSON Schema finds in a value at `loc` of a request. */
export function fieldErrors(
  errors: readonly ErrorObject[] | null | undefined,
  loc: readonly string[],
): FieldError[] {
  return (errors ?? []).slice(0, MAX_ERRORS).map((error) => fieldError(error, loc));
}

/** A value that is not there, and must be. */
export function missing(...loc: readonly string[]): FieldError {
  return { loc, msg: 'Field required', type: 'missing' };
}

function fieldError(
  { instancePath, keyword, params, message }: ErrorObject,
  loc: readonly string[],
): FieldError {
  const steps = instancePath
    .split('/')
    .slice(1)
    .map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'));
  const absent = (params as { missingProperty?: string }).missingProperty;
  if (keyword === 'required' && absent !== undefined) return missing(...loc, ...steps, absent);
  return { loc: [...loc, ...steps], msg: message ?? 'The value is not valid.', type: keyword };
}

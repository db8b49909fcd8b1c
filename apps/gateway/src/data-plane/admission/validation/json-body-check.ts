import { type FieldError } from '../../errors/validation.errors';
import { strictJson } from './strict-json';

/** Returns the errors of a body: it is no JSON, or `check` finds errors in its value. */
export function errorsOfBody(
  bytes: Buffer,
  check: (value: unknown, loc: readonly string[]) => FieldError[],
): FieldError[] {
  let value: unknown;
  try {
    value = strictJson(bytes);
  } catch (error) {
    return [{ loc: ['body'], msg: (error as Error).message, type: 'json_invalid' }];
  }
  return check(value, ['body']);
}

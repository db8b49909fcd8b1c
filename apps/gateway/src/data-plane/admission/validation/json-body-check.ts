import { type FieldError } from '../../errors/validation.errors';
import { strictJson } from './strict-json';

/** What is wrong with a body: that it is no JSON, or what `check` finds of its value. */
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

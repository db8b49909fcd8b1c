import { type FieldError } from '@app/contracts';
import { type ValidationError } from 'class-validator';

/** Names of checks in class-validator, and the error types of FastAPI for them. */
const TYPES: ReadonlyMap<string, string> = new Map([
  ['isInt', 'int_parsing'],
  ['min', 'greater_than_equal'],
  ['max', 'less_than_equal'],
  ['isString', 'string_type'],
  ['maxLength', 'string_too_long'],
  ['matches', 'string_unicode'],
  ['isNumber', 'float_parsing'],
]);

/** One error for each field of a part (`path`, `query`, `body`) that failed: the first of its checks that did. */
export function fieldErrors(part: string, failures: readonly ValidationError[]): FieldError[] {
  return failures.map(({ property, value, constraints }) => {
    const loc = [part, property];
    if (value === undefined) return { loc, msg: 'Field required', type: 'missing' };
    const [check, msg] = Object.entries(constraints ?? {})[0] ?? ['', `${property} is not valid`];
    return { loc, msg, type: TYPES.get(check) ?? 'value_error' };
  });
}

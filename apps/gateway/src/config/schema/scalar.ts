import { z } from 'zod';
import { unexpandedVariable } from '../unexpanded-variable';

/** How one value of the file is read, and what the editor and the documentation say of it. */
export interface ScalarReading<T> {
  /** Ends the sentence "allowed: …" of a finding. */
  readonly allowed: string;
  /** Its meaning, or undefined when it is none of what is allowed. */
  readonly read: (value: unknown) => T | undefined;
  /** JSON Schema of what may be written; `title` names the type in the documentation. */
  readonly json: { readonly title: string; readonly [keyword: string]: unknown };
  /** Words that may have been meant by a misspelt one. */
  readonly words?: readonly string[];
  /** Keeps the value out of findings; `true` keeps it out of whatever else is shown, too. */
  readonly secret?: boolean | 'in findings';
  /** The part of a secret that must not be the name of a variable that nothing has expanded; all of it when left out. */
  readonly secretPart?: (value: string) => string;
}

/** A placeholder for a value in the file: `${NAME}` is expanded before the value is read. */
export const VARIABLE = '\\$\\{.*\\}';

/**
 * A value with its own parser. Like every schema here, the message of an issue contains only what is allowed. The
 * reporter adds the value found and its place.
 */
export function scalar<T>(reading: ScalarReading<T>) {
  const { allowed, read, json, words, secret, secretPart = (value: string) => value } = reading;
  return z
    .custom<string | number | boolean>()
    .transform((value, context): T => {
      const name = secret && typeof value === 'string' ? unexpandedVariable(secretPart(value)) : undefined;
      if (name !== undefined) {
        const message = `\${${name}}, which is replaced by the environment variable ${name}`;
        const params = { found: `"${secretPart(value as string)}", a variable that nothing has expanded` };
        context.addIssue({ code: 'custom', message, params });
        return z.NEVER;
      }
      const meaning = read(value);
      if (meaning !== undefined) return meaning;
      context.addIssue({
        code: 'custom',
        message: allowed,
        params: { words, secret: secret !== undefined && secret !== false },
      });
      return z.NEVER;
    })
    .meta({ json: secret === true ? { ...json, writeOnly: true } : json });
}

/** Text that a pattern describes. */
export function text(reading: { title: string; allowed: string; pattern: RegExp; secret?: boolean }) {
  return scalar({
    allowed: reading.allowed,
    read: (value) => (typeof value === 'string' && reading.pattern.test(value) ? value : undefined),
    json: { title: reading.title, type: 'string' },
    secret: reading.secret,
  });
}

/** `true` or `false`. */
export function flag() {
  return scalar({
    allowed: 'true or false',
    read: (value) =>
      value === true || value === 'true' ? true : value === false || value === 'false' ? false : undefined,
    json: { title: 'true or false', type: ['boolean', 'string'], pattern: VARIABLE },
  });
}

/** One of a few whole numbers. */
export function numberOf(numbers: readonly number[]) {
  return scalar({
    allowed: numbers.join(', '),
    read: (value) => numbers.find((number) => String(number) === String(value)),
    json: { title: 'number', enum: numbers },
  });
}

/** A whole number between two bounds, both included. */
export function wholeNumber({ from, to }: { from: number; to: number }) {
  return scalar({
    allowed: `a whole number from ${from} to ${to}`,
    read: (value) => {
      const number = typeof value === 'string' && /^\d{1,15}$/.test(value) ? Number(value) : value;
      return typeof number === 'number' && Number.isInteger(number) && number >= from && number <= to
        ? number
        : undefined;
    },
    json: {
      title: 'whole number',
      type: ['integer', 'string'],
      minimum: from,
      maximum: to,
      pattern: VARIABLE,
    },
  });
}

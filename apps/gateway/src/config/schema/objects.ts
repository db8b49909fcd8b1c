import { z } from 'zod';

/** Says what is allowed instead, at a key of the value or at the value itself. */
export type Report = (allowed: string, place?: { at?: (string | number)[]; found?: string }) => void;

/** A value whose parts may each be wrong by themselves, and then of any type. */
type Unproven<T> = T extends readonly unknown[]
  ? readonly unknown[]
  : { readonly [Key in keyof T]?: unknown };

/**
 * A rule across an object or a list. It is checked even if a part is invalid, so that all errors are reported at
 * once.
 */
export function rule<T>(check: (value: Unproven<T>, report: Report) => void): z.core.$ZodCheck<T> {
  return z.superRefine<T>(
    (value, context) =>
      check(value as unknown as Unproven<T>, (allowed, { at = [], found } = {}) =>
        context.addIssue({ code: 'custom', message: allowed, path: at, params: { found } }),
      ),
    { when: ({ value }) => typeof value === 'object' && value !== null },
  );
}

/** Every entry of a list has another value under `key`. */
export function distinct<T extends object>(key: keyof T & string, allowed: string) {
  return rule<T[]>((entries, report) => {
    const seen = new Set<unknown>();
    // Instead of a list there may be anything, too.
    for (const [index, entry] of (Array.isArray(entries) ? entries : []).entries()) {
      const value = (entry as Partial<T> | null)?.[key];
      if (typeof value !== 'string') continue;
      if (seen.has(value)) report(allowed, { at: [index, key], found: `"${value}" a second time` });
      seen.add(value);
    }
  });
}

/** Names begin with a letter, so that an object keeps the order of the file; they name things in logs, metrics and paths. */
const NAME = /^[A-Za-z][\w.-]{0,63}$/;

/** A map from names to values, as the list of its values with their names, in the order of the file. */
export function named<Settings extends object>(value: z.ZodType<Settings>) {
  return z
    .record(
      z.string().regex(NAME, 'a name of letters, digits and any of _ . -, beginning with a letter'),
      value,
    )
    .transform((map) => Object.entries(map).map(([name, settings]) => ({ name, ...settings })));
}

/** A map in which exactly one of some keys is given. */
export function exactlyOneOf<T>(...keys: readonly (keyof T & string)[]) {
  return rule<T>((value, report) => {
    const given = keys.filter((key) => (value as Partial<T>)[key] !== undefined);
    if (given.length === 1) return;
    report(`exactly one of ${keys.join(', ')}`, { found: given.join(' and ') || 'none of them' });
  });
}

/** The result of `oneOf`: a union of objects with one key each. */
export type OneOf<Shape> = { [Key in keyof Shape]: { [Only in Key]: Shape[Key] } }[keyof Shape];

/** A map with exactly one of the given keys. */
export function oneOf<Shape extends z.ZodRawShape>(shape: Shape) {
  const keys = Object.keys(shape);
  return z
    .strictObject(z.object(shape).partial().shape)
    .check(exactlyOneOf<Record<string, unknown>>(...keys))
    .transform((value) => value as unknown as OneOf<{ [Key in keyof Shape]: z.output<Shape[Key]> }>)
    .meta({ json: { minProperties: 1, maxProperties: 1 } });
}

import { type z } from 'zod';
import { type Mistake } from './mistake';
import { type Path, valueAt } from './path';

/** Makes every issue of zod say what is allowed, where the schema itself does not. */
export const ALLOWED: z.core.$ZodErrorMap = (issue) => {
  switch (issue.code) {
    case 'invalid_type':
      return EXPECTED[issue.expected] ?? issue.expected;
    case 'invalid_value':
      return issue.values.map(String).join(', ');
    case 'too_small':
      return `at least ${issue.minimum} of them`;
    case 'unrecognized_keys':
      return keysOf(issue.inst).join(', ');
    default:
      return undefined;
  }
};

const EXPECTED: Readonly<Record<string, string>> = {
  object: 'a map of keys and values',
  record: 'a map of names and values',
  array: 'a list',
  string: 'text',
};

/** The mistakes behind the issues that the schema has with `root`. */
export function schemaMistakes(issues: readonly z.core.$ZodIssue[], root: unknown): Mistake[] {
  return issues.flatMap((issue) => {
    const path = issue.path.filter((step) => typeof step !== 'symbol');
    switch (issue.code) {
      case 'unrecognized_keys':
        return issue.keys.map((key) => unknownKey([...path, key], key, issue.message));
      case 'invalid_key':
        return {
          path,
          atKey: true,
          found: `the name "${String(path.at(-1))}"`,
          allowed: issue.issues[0].message,
        };
      case 'invalid_value':
        return {
          path,
          allowed: issue.message,
          meant: { word: String(valueAt(root, path)), words: issue.values.map(String) },
        };
      case 'custom':
        return { path, allowed: issue.message, found: foundBy(issue) };
      default:
        return { path, allowed: issue.message };
    }
  });
}

function unknownKey(path: Path, key: string, allowed: string): Mistake {
  return {
    path,
    atKey: true,
    found: `unknown key "${key}"`,
    allowed,
    meant: { word: key, words: allowed.split(', ') },
  };
}

function foundBy({ params }: z.core.$ZodIssueCustom): string | undefined {
  const { found, secret } = (params ?? {}) as { found?: string; secret?: boolean };
  return secret ? 'a value that is kept secret' : found;
}

function keysOf(schema: unknown): string[] {
  return Object.keys((schema as z.ZodObject).shape);
}

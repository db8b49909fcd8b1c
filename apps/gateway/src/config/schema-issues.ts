import { type z } from 'zod';
import { type ConfigIssue } from './config-issue';
import { type Path, valueAt } from './path';
import { nowCalled } from './renamed';

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
  object: 'an object',
  record: 'an object of names and values',
  array: 'a list',
  string: 'text (in quotes, where YAML would take it for something else)',
};

/** The mistakes behind the issues that the schema has with `root`. */
export function schemaMistakes(issues: readonly z.core.$ZodIssue[], root: unknown): ConfigIssue[] {
  return mistakesIn(issues, root).map((mistake) => {
    const message = nowCalled(mistake, root);
    return message === undefined ? mistake : { ...mistake, message, meant: undefined };
  });
}

function mistakesIn(issues: readonly z.core.$ZodIssue[], root: unknown): ConfigIssue[] {
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
      case 'invalid_union': {
        const inside = issueOfChoice(issue, path);
        if (inside !== undefined) return mistakesIn(inside, root);
        return {
          path,
          allowed: issue.message,
          meant: { word: String(valueAt(root, path)), words: issue.message.split(', ') },
        };
      }
      case 'invalid_value':
        return {
          path,
          allowed: issue.message,
          meant: { word: String(valueAt(root, path)), words: issue.values.map(String) },
        };
      case 'custom':
        return customIssue(issue, path, root);
      default:
        return { path, allowed: issue.message };
    }
  });
}

/** The issues of the last choice whose type the value has; undefined if it has the type of none. */
function issueOfChoice({ errors }: z.core.$ZodIssueInvalidUnion, path: Path): z.core.$ZodIssue[] | undefined {
  const isOfType = (issues: readonly z.core.$ZodIssue[]) =>
    issues.every((issue) => issue.code !== 'invalid_type' || issue.path.length > 0);
  const issues = errors.findLast((each) => each.length > 0 && isOfType(each));
  return issues?.map((issue) => ({ ...issue, path: [...path, ...issue.path] }));
}

function unknownKey(path: Path, key: string, allowed: string): ConfigIssue {
  return {
    path,
    atKey: true,
    found: `unknown key "${key}"`,
    allowed,
    meant: { word: key, words: allowed.split(', ') },
  };
}

function customIssue({ message, params }: z.core.$ZodIssueCustom, path: Path, root: unknown): ConfigIssue {
  const { found, secret, words } = (params ?? {}) as { found?: string; secret?: boolean; words?: string[] };
  const mistake = { path, allowed: message, found: secret ? 'a value that is kept secret' : found };
  return words ? { ...mistake, meant: { word: String(valueAt(root, path)), words } } : mistake;
}

function keysOf(schema: unknown): string[] {
  return Object.keys((schema as z.ZodObject).shape);
}

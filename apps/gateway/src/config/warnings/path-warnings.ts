import { type Path } from '../path';
import { type Subject, type Warning } from './warning';

/** How other programs write paths that stand for many; here each of these characters stands for itself. */
const FORMS: readonly (readonly [form: RegExp, name: string])[] = [
  [/\.[*+]|^\/\^|\$$|\[[^\]]+\]|\([^)]*[|?*+]/, 'a regular expression'],
  [/\*/, 'a wildcard'],
  [/\/:[A-Za-z_]/, 'a named segment'],
  [/\{[^}]*\}|<[^>]*>/, 'a named segment'],
  [/\$\d|\$[a-z_]+/, 'a variable'],
];

/** Paths of routes that are prefixes, and look like patterns. */
export function* pathWarnings({ config }: Subject): Generator<Warning> {
  for (const [index, { path, stripPrefix, rewrite }] of config.routes.entries()) {
    const route = ['routes', index];
    yield* literalPattern([...route, 'path'], path, 'no ordinary request has such a path');
    // An error of both is reported for the path only.
    if (stripPrefix !== path)
      yield* literalPattern([...route, 'stripPrefix'], stripPrefix, 'no request begins like this');
    yield* literalPattern([...route, 'rewrite'], rewrite, 'the backend gets it literally');
  }
}

function* literalPattern(path: Path, text: string | undefined, effect: string): Generator<Warning> {
  const form = text === undefined ? undefined : FORMS.find(([pattern]) => pattern.test(text));
  if (text === undefined || form === undefined) return;
  const plain = prefixBefore(text, form[0]);
  const advice = `write the prefix, such as ${plain}, which stands for everything below it`;
  yield { path, message: `"${text}" is literal text, and not ${form[1]}: ${effect}; ${advice}` };
}

function prefixBefore(text: string, form: RegExp): string {
  const segments = text.slice(1).split('/');
  const at = segments.findIndex((segment) => form.test(`/${segment}`) || form.test(segment));
  return `/${segments.slice(0, Math.max(at, 0)).join('/')}`;
}

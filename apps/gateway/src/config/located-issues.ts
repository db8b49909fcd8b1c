import { MASK, withoutUrlSecrets } from './url-secrets';
import { type ConfigWarning, type LocatedIssue } from './located-issue';
import { type ConfigIssue } from './config-issue';
import { didYouMean } from './did-you-mean';
import { type Override } from './env-overrides';
import { formatPath, type Path, valueAt } from './path';
import { type Warning } from './warnings/warning';
import { type YamlSource } from './yaml-source';

/** The source in which the issues were found. */
export interface Context {
  /** The file, as it is shown; undefined when there is none. */
  readonly file: string | undefined;
  readonly source: YamlSource;
  /** The values as they were checked. */
  readonly draft: unknown;
  readonly overrides: readonly Override[];
}

/** Mistakes with their places and words, in the order of the file; of several at one value the first. */
export function findingsOf(mistakes: readonly ConfigIssue[], context: Context): LocatedIssue[] {
  const findings = new Map<string, LocatedIssue>();
  for (const mistake of mistakes) {
    const finding = findingOf(mistake, context);
    const { line, column, path, found } = finding;
    const place = line === undefined ? `${path} ${found}` : `${line}:${column}`;
    if (!findings.has(place)) findings.set(place, finding);
  }
  return [...findings.values()].sort(byPlace);
}

/** Warnings with their places, in the order of the file. */
export function locatedWarnings(warnings: readonly Warning[], context: Context): ConfigWarning[] {
  return warnings
    .map(({ message, ...warning }) => {
      const { file, line, column, path } = findingOf(
        { ...warning, found: '', allowed: '', message },
        context,
      );
      return { file, ...(line !== undefined && { line, column }), path, message };
    })
    .sort(byPlace);
}

function byPlace(one: ConfigWarning, other: ConfigWarning): number {
  return (one.line ?? 0) - (other.line ?? 0) || (one.column ?? 0) - (other.column ?? 0);
}

function findingOf(mistake: ConfigIssue, { file, source, draft, overrides }: Context): LocatedIssue {
  const path = reachable(mistake.path, draft);
  const found = mistake.found ?? describe(valueAt(draft, path));
  const suggestion = mistake.meant && didYouMean(mistake.meant.word, mistake.meant.words);
  const hint = suggestion === undefined ? '' : `. Did you mean "${suggestion}"?`;
  const override = overrides.find(({ path: start, given }) => {
    // Without a file, the environment is where everything can be mended.
    const meant = file === undefined || (given && mistake.offset === undefined);
    return meant && start.every((step, index) => step === path[index]);
  });
  const place = override || file === undefined ? { file: 'environment' } : { file, ...source.place(mistake) };
  return {
    ...place,
    path: override?.variable ?? formatPath(path),
    found,
    allowed: mistake.allowed,
    message: mistake.message ?? `found ${found}, allowed: ${mistake.allowed}${hint}`,
    ...(suggestion !== undefined && { suggestion }),
  };
}

/** A backend may be written as mere text; then what is wrong with its URL is wrong with that text. */
function reachable(path: Path, draft: unknown): Path {
  const depth = path.findIndex((_, index) => {
    const value = valueAt(draft, path.slice(0, index));
    return value !== undefined && typeof value !== 'object';
  });
  return depth <= 0 ? path : path.slice(0, depth);
}

function describe(value: unknown): string {
  if (value === undefined || value === null) return 'nothing';
  if (Array.isArray(value)) return value.length === 0 ? 'an empty list' : 'a list';
  if (typeof value === 'object') return 'an object';
  const text = typeof value === 'string' ? withoutUrlSecrets(value, MASK) : value;
  return shortened(typeof text === 'number' ? String(text) : JSON.stringify(text));
}

function shortened(text: string): string {
  return text.length > 80 ? `${text.slice(0, 79)}…` : text;
}

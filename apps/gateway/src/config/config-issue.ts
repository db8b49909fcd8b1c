import { type Path } from './path';

/** An error of a check, before its place in the file is known. */
export interface ConfigIssue {
  readonly path: Path;
  /** Stands at the key itself, rather than at its value. */
  readonly atKey?: boolean;
  /** Where in the text of the file it stands, when that is known better than by its path. */
  readonly offset?: number;
  /** Instead of the value at `path`. */
  readonly found?: string;
  /** The allowed values. */
  readonly allowed: string;
  /** Instead of found and allowed, where those are no help. */
  readonly message?: string;
  /** Words that may have been meant by `word`. */
  readonly meant?: { readonly word: string; readonly words: readonly string[] };
}

import { type Path } from './path';

/** What a check finds wrong, before it is known where in the file that stands. */
export interface ConfigIssue {
  readonly path: Path;
  /** Stands at the key itself, rather than at its value. */
  readonly atKey?: boolean;
  /** Where in the text of the file it stands, when that is known better than by its path. */
  readonly offset?: number;
  /** In the place of the value at `path`. */
  readonly found?: string;
  /** What may stand there instead. */
  readonly allowed: string;
  /** In the place of found and allowed, where those are no help. */
  readonly message?: string;
  /** Words that may have been meant by `word`. */
  readonly meant?: { readonly word: string; readonly words: readonly string[] };
}

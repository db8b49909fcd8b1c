import { type Path } from './path';

/** What a check finds wrong, before it is known where in the file that stands. */
export interface Mistake {
  readonly path: Path;
  /** Stands at the key itself, rather than at its value. */
  readonly atKey?: boolean;
  /** Where it stands, when no path leads there. */
  readonly offset?: number;
  /** In the place of the value at `path`. */
  readonly found?: string;
  /** What may stand there instead. */
  readonly allowed: string;
  /** Words that may have been meant by `word`. */
  readonly meant?: { readonly word: string; readonly words: readonly string[] };
}

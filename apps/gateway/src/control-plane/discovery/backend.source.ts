import { type BackendSettings } from '../../data-plane/upstream/backend';

/** Who is told what a source finds. May be called at any time between `start` and `stop`, also by `start` itself. */
export interface SourceListener {
  /**
   * All there is now.
   *
   * @param skipped what was found and is of no use, one line each; the rest of the list is good.
   */
  found(backends: readonly BackendSettings[], skipped?: readonly string[]): void;
  /** It cannot be told what there is; what was found before stays. The source goes on trying. */
  failed(reason: string): void;
}

/** Finds the backends of a pool somewhere outside, again and again. One file in `sources/` for each type. */
export interface BackendSource {
  /** Names it for operators, and the same source under other settings: where it looks, such as `file:backends.yaml`. */
  readonly name: string;
  start(listener: SourceListener): void;
  /** Looks again, at once, and tells what it finds even if nothing has changed. */
  look(): void;
  /** Ends it: nothing is told any more. */
  stop(): void;
}

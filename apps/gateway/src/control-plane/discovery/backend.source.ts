import { type BackendSettings } from '../../data-plane/upstream/backend';

/** Receives the results of a source, at any time between `start` and `stop`, also from `start` itself. */
export interface SourceListener {
  /**
   * All there is now.
   *
   * @param skipped what was found and is of no use, one line each; the rest of the list is good.
   */
  found(backends: readonly BackendSettings[], skipped?: readonly string[]): void;
  /** The source could not read its list; the previous backends stay. The source tries again. */
  failed(reason: string): void;
}

/** Finds the backends of a pool somewhere outside, again and again. One file in `sources/` for each type. */
export interface BackendSource {
  /** Names it for operators, and the same source under other settings: where it looks, such as `file:backends.yaml`. */
  readonly name: string;
  start(listener: SourceListener): void;
  /** Looks again, at once, and tells what it finds even if nothing has changed. */
  look(): void;
  /** Ends the source: the listener gets no more calls. */
  stop(): void;
}

import { type Exchange } from '../../exchange/exchange';
import { type PathPattern } from '../../path/path-pattern';

const NONE: readonly string[] = [];

/** A place in a request where the key of a resource may stand. */
export abstract class KeySource {
  /** What its parts are called; several where the key is put together. */
  abstract readonly names: readonly string[];
  /**
   * Whether the request is about the resource itself, and not about something that belongs to it: only then does it
   * create or delete the resource, and only then does a 404 say that there is none.
   */
  readonly isResource: boolean = true;
  /** Whether it says what is asked for, and not merely who asks: nobody's session ends because a page was not found. */
  readonly namesTarget: boolean = true;
  /** Whether the beginning of the body must have been read, where there is a body. */
  readonly needsBody: boolean = false;

  /** Where the key is in the path: the path without the key and what follows it. */
  readonly collection: PathPattern | undefined = undefined;

  /** The exact decoded text; undefined where the request has none. */
  abstract read(exchange: Exchange): string | undefined;

  /** Other texts of which each might be meant as well, if `read` has one: the one with an owner counts, and else that of `read`. */
  othersIn(_exchange?: Exchange): readonly string[] {
    return NONE;
  }

  /** The texts of its parts, as `names` has them, of a request that has a key. */
  partsOf(exchange: Exchange): readonly string[] {
    return [this.read(exchange)!];
  }
}

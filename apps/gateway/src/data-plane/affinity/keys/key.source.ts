import { type Exchange } from '../../exchange/exchange';
import { type PathPattern } from '../../path/path-pattern';

const NONE: readonly string[] = [];

/** A place in a request where the key of a resource may stand. */
export abstract class KeySource {
  /** Names of its parts; several for a composed key. */
  abstract readonly names: readonly string[];
  /**
   * True if the request is about the resource itself, and not about a part of it. Only then does it create or
   * delete the resource, and only then does a 404 mean that the resource is gone.
   */
  readonly isResource: boolean = true;
  /**
   * True if the key names the requested resource. False if it names only the client: a 404 for a page ends no
   * session.
   */
  readonly namesTarget: boolean = true;
  /** True if the beginning of the body must have been read, if the request has a body. */
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

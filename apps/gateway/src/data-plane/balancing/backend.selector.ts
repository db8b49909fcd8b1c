import { type Backend } from '../upstream/backend';

/**
 * Chooses whose turn it is. One instance serves one pool.
 *
 * A selector is given backends that may be sent a request, and knows nothing of health; who of them is full for the
 * moment is passed over behind it. The array stays the same object until the pool changes, so a selector may keep what it
 * worked out for it; it must not change it.
 */
export abstract class BackendSelector {
  /** The name of the selector for `balance:` in the configuration. */
  abstract readonly name: string;

  /** One of `available`; undefined when there is none. `hash` is given to selectors that ask for a key. */
  abstract select(available: readonly Backend[], hashKey?: string): Backend | undefined;

  /** Returns the candidates for the next `select`, without using a turn: several if chance decides. */
  abstract peek(available: readonly Backend[], hashKey?: string): readonly Backend[];
}

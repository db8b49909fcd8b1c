import { type Backend } from '../../upstream/backend';

/**
 * Chooses whose turn it is. One instance serves one pool.
 *
 * A selector is given available backends only, and knows nothing of health. The array is the pool's own and stays the
 * same object until the pool changes, so a selector may keep what it worked out for it; it must not change it.
 */
export abstract class BackendSelector {
  /** What `balance:` says in the configuration. */
  abstract readonly name: string;

  /** One of `available`; undefined when there is none. `hash` is given to selectors that ask for a key. */
  abstract select(available: readonly Backend[], hashKey?: string): Backend | undefined;
}

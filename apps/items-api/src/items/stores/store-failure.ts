import { type ItemsApiConfig } from '../../config/items-api.config';
import { StoreUnavailableException } from '../store-unavailable.exception';

const VARIABLES = { postgres: 'DATABASE_URL', redis: 'REDIS_URL' } as const;

/** Why the items cannot be kept where they should be, in one line; undefined when the error has another source. */
export function storeFailure(error: unknown, { itemsStore }: ItemsApiConfig): string | undefined {
  if (!(error instanceof StoreUnavailableException) || itemsStore.kind === 'memory') return undefined;
  return `the item store (${itemsStore.kind}) cannot be reached: ${reasonOf(error.cause)}; check ${VARIABLES[itemsStore.kind]}.`;
}

/** A name with several addresses fails with an error for each of them, and no message of its own. */
function reasonOf(cause: unknown): string {
  if (cause instanceof AggregateError) return cause.errors.map(reasonOf).join(', ');
  return cause instanceof Error && cause.message !== '' ? cause.message : String(cause);
}

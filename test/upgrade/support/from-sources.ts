import { join } from 'node:path';
import { ROOT } from '../../support/processes';

/** What Node is to run for a gateway from its sources; what follows is its command line. */
export const FROM_SOURCES: readonly string[] = [
  '-r',
  join(ROOT, 'test/items-api/support/typescript.cjs'),
  join(ROOT, 'apps/gateway/src/main.ts'),
];

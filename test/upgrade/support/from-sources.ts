import { join } from 'node:path';
import { ROOT } from '../../support/processes';

/** Arguments of Node for a gateway from its sources; its command line follows. */
export const FROM_SOURCES: readonly string[] = [
  '-r',
  join(ROOT, 'test/items-api/support/typescript.cjs'),
  join(ROOT, 'apps/gateway/src/main.ts'),
];

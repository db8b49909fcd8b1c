import { z } from 'zod';
import { admin } from './schema/admin';
import { affinity } from './schema/affinity';
import { listen } from './schema/listen';
import { pools } from './schema/pools';
import { routes } from './schema/routes';

/**
 * The whole of `gateway.yaml`: the source of the types, the checks, the defaults, the JSON Schema and the documentation.
 * A new section is a file in schema/ and a line here.
 */
export const gatewaySchema = z.strictObject({
  listen: listen.prefault({}),
  admin: admin.prefault({}),
  pools,
  routes,
  affinity,
});

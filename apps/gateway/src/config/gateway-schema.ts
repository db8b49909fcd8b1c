import { z } from 'zod';
import { admin } from './schema/admin';
import { affinity } from './schema/affinity';
import { debugHeaders } from './schema/debug-headers';
import { listen } from './schema/listen';
import { log } from './schema/log';
import { type Report, rule } from './schema/objects';
import { gatewayName } from './schema/gateway-name';
import { metrics } from './schema/metrics';
import { overload } from './schema/overload';
import { backendsAreOthers } from './schema/own-listeners';
import { pools } from './schema/pools';
import { selfRegistration } from './schema/self-registration';
import { routes } from './schema/routes';
import { stores } from './schema/stores';
import { tracing } from './schema/tracing';
import { workers } from './schema/workers';

/**
 * The whole of `gateway.yaml`: the source of the types, the checks, the defaults, the JSON Schema and the documentation.
 * A new section is a file in schema/ and a line here.
 */
export const gatewaySchema = z
  .strictObject({
    name: gatewayName(),
    workers: workers()
      .prefault(1)
      .describe(
        'Number of processes that serve clients. `auto` means one for each core. If there is more than one, an additional process runs the probes, the sticky sessions and the admin port.',
      ),
    listen: listen.prefault({}),
    admin: admin.prefault({}),
    pools,
    routes,
    affinity,
    stores: stores.prefault({}),
    selfRegistration: selfRegistration.prefault({}),
    metrics: metrics.prefault({}),
    debugHeaders: debugHeaders.prefault(false),
    overload: overload.prefault({}),
    log: log.prefault({}),
    tracing: tracing.prefault({}),
  })
  .check(rule(portsDiffer))
  .check(rule(announcementsAreHeard))
  .check(rule(backendsAreOthers))
  // Omitted keys get their defaults before the schema is applied.
  .meta({ json: { required: undefined } });

/** Backends register themselves with a token, or in Redis. Without both, no backend ever could. */
function announcementsAreHeard(
  { pools, selfRegistration, stores }: Record<string, unknown>,
  report: Report,
): void {
  // Values with errors of their own are not read here, and have any type.
  if (!Array.isArray(pools)) return;
  const isAsked = (pools as ({ discovery?: unknown } | undefined)[]).some((pool) =>
    Array.isArray(pool?.discovery)
      ? (pool.discovery as ({ type?: unknown } | undefined)[]).some(
          (source) => source?.type === 'self-registration',
        )
      : false,
  );
  const { token } = (selfRegistration ?? {}) as { token?: unknown };
  const { cluster: store } = (stores ?? {}) as { cluster?: unknown };
  if (!isAsked || token !== undefined || store !== 'memory') return;
  report('a token for backends that register themselves', { at: ['selfRegistration', 'token'] });
}

function portsDiffer({ listen, admin }: { listen?: unknown; admin?: unknown }, report: Report): void {
  const [clients, operators] = [listen, admin] as ({ port?: unknown; host?: unknown } | undefined)[];
  const samePort =
    typeof clients?.port === 'number' && clients.port !== 0 && clients.port === operators?.port;
  const sameHost = [operators?.host, '0.0.0.0', '::'].includes(clients?.host);
  if (!samePort || !sameHost) return;
  report('a port of its own', {
    at: ['admin', 'port'],
    found: `${String(clients?.port)}, the port of the clients`,
  });
}

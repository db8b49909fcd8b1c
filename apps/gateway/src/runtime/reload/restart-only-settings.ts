import { type GatewayConfig } from '../../config/gateway-config';

/** A configuration that can be applied to the running gateway, and what it had to leave as it is. */
export interface Applicable {
  readonly config: GatewayConfig;
  /** Keys whose new values need a restart, such as `listen.port`. */
  readonly needsRestart: readonly string[];
}

/** Keys that are fixed by the sockets that are open, or by what has been counted since the start. */
const FIXED = [
  ['name', ({ name }) => name],
  ['workers', ({ workers }) => workers],
  ['listen.port', ({ listen }) => listen.port],
  ['listen.host', ({ listen }) => listen.host],
  ['listen.tls', ({ listen }) => JSON.stringify(listen.tls)],
  ['listen.limits.headerBytes', ({ listen }) => listen.limits.headerBytes],
  ['admin.port', ({ admin }) => admin.port],
  ['admin.host', ({ admin }) => admin.host],
  ['stores.stickySessions', ({ stores }) => JSON.stringify(stores.stickySessions)],
  ['stores.rateLimits', ({ stores }) => JSON.stringify(stores.rateLimits)],
  ['stores.cluster', ({ stores }) => JSON.stringify(stores.cluster)],
  ['stores.rateLimitKeys', ({ stores }) => stores.rateLimitKeys],
  ['stores.redis.prefix', ({ stores }) => stores.redis.prefix],
  ['stores.redis.nearCache', ({ stores }) => stores.redis.nearCache],
  ['stores.redis.timeout', ({ stores }) => stores.redis.timeout],
  ['stores.redis.ca', ({ stores }) => stores.redis.ca],
  ['stores.snapshot', ({ stores }) => stores.snapshot],
  ['metrics.enabled', ({ metrics }) => metrics.enabled],
  ['tracing.endpoint', ({ tracing }) => tracing.endpoint],
  ['tracing.service', ({ tracing }) => tracing.service],
  ['tracing.sampleRate', ({ tracing }) => tracing.sampleRate],
] as const satisfies readonly (readonly [string, (config: GatewayConfig) => unknown])[];

/**
 * The configuration in force, with the wanted values of settings that restarted worker processes can apply: the
 * sockets for clients.
 */
export function withRenewedListener(present: GatewayConfig, wanted: GatewayConfig): GatewayConfig {
  const { port, host, limits, tls } = wanted.listen;
  const { headerBytes } = limits;
  return {
    ...present,
    listen: { ...present.listen, port, host, tls, limits: { ...present.listen.limits, headerBytes } },
  };
}

/** The wanted configuration, with the present values of settings that cannot change while the gateway runs. */
export function withRestartOnlySettings(present: GatewayConfig, wanted: GatewayConfig): Applicable {
  const { port, host, limits, tls } = present.listen;
  const { headerBytes } = limits;
  return {
    config: {
      ...wanted,
      name: present.name,
      workers: present.workers,
      listen: { ...wanted.listen, port, host, tls, limits: { ...wanted.listen.limits, headerBytes } },
      admin: { ...wanted.admin, port: present.admin.port, host: present.admin.host },
      stores: { ...present.stores, onStoreUnavailable: wanted.stores.onStoreUnavailable },
      metrics: present.metrics,
      tracing: present.tracing,
    },
    needsRestart: FIXED.filter(([, value]) => value(present) !== value(wanted)).map(([key]) => key),
  };
}

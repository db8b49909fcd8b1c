import { type GatewayConfig, type PoolConfig } from '../../config/gateway-config';

/**
 * What of the configuration is for one of several workers: where it sets a limit for the whole gateway, each has its part
 * of it, at least 1. What the primary does for all of them,
 * such as discovery, they do not.
 *
 * @param place which of the workers it is, from 0.
 */
export function perWorkerConfig(config: GatewayConfig, place: number, count: number): GatewayConfig {
  const part = (whole: number): number =>
    whole === 0 ? 0 : Math.max(1, Math.floor(whole / count) + (place < whole % count ? 1 : 0));
  const { listen } = config;
  return {
    ...config,
    listen: {
      ...listen,
      limits: { ...listen.limits, connections: part(listen.limits.connections) },
      timeouts: { ...listen.timeouts, shutdownDelay: 0 },
    },
    stores: { ...config.stores, cluster: 'memory' },
    pools: config.pools.map((pool): PoolConfig => ({
      ...pool,
      discovery: [],
      connections: {
        ...pool.connections,
        max: part(pool.connections.max),
        queue: part(pool.connections.queue),
      },
      queue: { ...pool.queue, size: part(pool.queue.size) },
      backends: pool.backends.map((backend) => ({ ...backend, maxInFlight: part(backend.maxInFlight) })),
    })),
  };
}

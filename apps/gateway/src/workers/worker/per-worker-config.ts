import { type GatewayConfig, type PoolConfig } from '../../config/gateway-config';

/**
 * Returns the configuration of one of several workers. Of each limit for the whole gateway, a worker has its
 * part, at least 1. Work that the primary does for all workers, such as discovery, is left out.
 *
 * @param place of the worker, from 0.
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
      ownerQueue: {
        ...pool.ownerQueue,
        size: part(pool.ownerQueue.size),
        bodyBytes: part(pool.ownerQueue.bodyBytes),
      },
      backends: pool.backends.map((backend) => ({ ...backend, maxInFlight: part(backend.maxInFlight) })),
    })),
  };
}

import { type ConnectionSettings } from '../../../apps/gateway/src/data-plane/upstream/connections/connection-settings';

/** Limits as a user would set them, except those of the test. */
export function someSettings(
  connections: Partial<ConnectionSettings['connections']> = {},
  timeouts: Partial<ConnectionSettings['timeouts']> = {},
): ConnectionSettings {
  return {
    connections: { max: 100, idle: 10, idleTimeout: 4_000, queue: 100, queueTimeout: 1_000, ...connections },
    timeouts: {
      connect: 2_000,
      response: 30_000,
      bodyIdle: 60_000,
      tunnelIdle: 3_600_000,
      tunnelHalfClosed: 30_000,
      ...timeouts,
    },
  };
}

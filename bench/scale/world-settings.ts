import { type GatewayConfig } from '../../apps/gateway/src/config/gateway-config';
import { gatewaySchema } from '../../apps/gateway/src/config/gateway-schema';
import { type Scenario } from './scenario';

/** The header that names a session. */
export const SESSION_HEADER = 'X-Session';

/** The affinity rule of all routes. */
export const RULE = 'session';

/** So many requests a backend works on at once; a busy hour needs a tenth of that. */
const MAX_IN_FLIGHT = 64;

/** The configuration of the gateway, with the defaults for everything that is not set here. */
export function settingsOf({ balance, sessions }: Scenario, backends: readonly string[]): GatewayConfig {
  const max = Math.max(1, sessions);
  return gatewaySchema.parse({
    pools: {
      all: {
        balance,
        ...(balance === 'consistent-hash' ? { hashKey: { header: SESSION_HEADER } } : {}),
        backends: backends.map((id) => ({
          id,
          url: `http://${id}.example:80`,
          maxInFlight: MAX_IN_FLIGHT,
        })),
      },
    },
    affinity: { [RULE]: { key: [{ header: SESSION_HEADER }], maxSessions: max, idleTimeout: '48h' } },
    routes: [{ path: '/', pool: 'all', affinity: [RULE] }],
  });
}

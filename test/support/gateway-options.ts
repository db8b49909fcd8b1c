import { type GatewayConfig } from '../../apps/gateway/src/config/gateway-config';
import { configOf } from '../config/config-of';
import { type BackendDouble } from './backend.double';
import { closedAfterTest } from './closing';
import { StubBackend } from './stub-backend';

/** The options of a test for its gateway; settings are written as in `gateway.yaml`. */
export interface GatewayOptions {
  /** Names stand for stub backends. */
  readonly backends: readonly (string | BackendDouble)[];
  /** Settings of the pool, beside its backends. */
  readonly pool?: object;
  readonly listen?: object;
  /** Whole sections that replace the defaults. */
  readonly routes?: readonly object[];
  readonly affinity?: object;
  /** Further sections of `gateway.yaml`, by name. */
  readonly sections?: object;
}

/** Starts the backends; they are gone after the test. */
export async function startBackends({ backends }: GatewayOptions): Promise<BackendDouble[]> {
  const started: BackendDouble[] = [];
  for (const wish of backends) {
    const backend = typeof wish === 'string' ? new StubBackend(wish) : wish;
    closedAfterTest({ close: () => backend.stop() });
    await backend.start();
    started.push(backend);
  }
  return started;
}

/** Probes are for tests that ask for them: all others count every connection. */
const NO_PROBES = { enabled: false };

/** Other load of the test machine must not cause refusals, except in tests of that. */
export const NO_SHEDDING = { overload: { enabled: false } };

/** Nor is it one to give a backend up. */
const UNHURRIED_POOL: Readonly<Record<string, object>> = {
  timeouts: { connect: '1m' },
  connections: { queueTimeout: '1m', idleTimeout: '30s' },
  queue: { timeout: '1m' },
  outlierDetection: { latency: { enabled: false } },
};

/** A pool's settings in the words of the test, which hold before those of all tests, key by key. */
function poolOf(pool: object = {}): object {
  const { health, ...wishes } = pool as Readonly<Record<string, unknown>>;
  const merged: Record<string, unknown> = { ...wishes };
  for (const [name, settings] of Object.entries(UNHURRIED_POOL)) {
    const own = wishes[name] ?? {};
    if (typeof own === 'object') merged[name] = { ...settings, ...own };
  }
  return { ...merged, health: health === undefined ? NO_PROBES : { timeout: '30s', ...(health as object) } };
}

/** The configuration of a gateway in front of these backends, on ports of its own choice. */
export function configFor(wishes: GatewayOptions, backends: readonly BackendDouble[]): GatewayConfig {
  const { pool, listen, routes, affinity, sections } = wishes;
  return configOf({
    listen: { host: '127.0.0.1', port: 0, ...listen },
    admin: { port: 0 },
    ...NO_SHEDDING,
    pools: { main: { backends: backends.map(({ name, url }) => ({ id: name, url })), ...poolOf(pool) } },
    ...(routes && { routes }),
    ...(affinity && { affinity }),
    ...sections,
  });
}

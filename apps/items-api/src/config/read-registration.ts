import { type Environment } from './environment';
import { type Registration } from './items-api.config';

/** Names of pools and ids, as gateways take them. */
const NAME = /^[\w[][\w.:[\]-]{0,127}$/;

/**
 * Reads `REGISTRY_URL` with `REGISTRY_TOKEN`, `REGISTRY_POOL`, `REGISTRY_SELF` and `REGISTRY_ID`; undefined if
 * the first is not set. Errors are added to `problems`.
 */
export function readRegistration(environment: Environment, problems: string[]): Registration | undefined {
  const gateways = (environment.REGISTRY_URL ?? '').split(',').flatMap((url) => url.trim() || []);
  if (gateways.length === 0) return undefined;
  const isHttp = (url: string) => /^https?:\/\//.test(url) && URL.canParse(url);
  const { REGISTRY_TOKEN: token = '', REGISTRY_SELF: self, REGISTRY_ID: id } = environment;
  const pool = environment.REGISTRY_POOL || 'items';
  if (!gateways.every(isHttp))
    problems.push('REGISTRY_URL must be URLs such as http://127.0.0.1:8081, separated by commas.');
  // The value is not repeated: it is a secret.
  if (!/^[!-~]+$/.test(token))
    problems.push('REGISTRY_TOKEN must be set to visible ASCII characters with REGISTRY_URL.');
  if (!NAME.test(pool))
    problems.push(`REGISTRY_POOL is ${JSON.stringify(pool)}, but must be the name of a pool.`);
  if (self && !isHttp(self))
    problems.push(
      `REGISTRY_SELF is ${JSON.stringify(self)}, but must be a URL such as http://10.0.0.7:8000.`,
    );
  if (id && !NAME.test(id))
    problems.push(`REGISTRY_ID is ${JSON.stringify(id)}, but must be an id of a backend.`);
  return { gateways, token, pool, self: self || undefined, id: id || undefined };
}

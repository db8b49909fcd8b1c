import { createHash } from 'node:crypto';
import { type GatewayConfig } from '../../config/gateway-config';
import { redactSecrets } from '../../config/redact-secrets';

/** Equal for configurations that are equal in all settings that the members of a cluster must share. */
export function configDigest(config: GatewayConfig): string {
  const { name: _name, admin: _admin, listen, log: _log, ...rest } = config;
  const { port: _port, host: _host, ...door } = listen;
  const said = JSON.stringify(redactSecrets({ listen: door, ...rest }));
  return createHash('sha256').update(said).digest('hex').slice(0, 12);
}

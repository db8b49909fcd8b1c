import { type GatewayConfig } from '../../config/gateway-config';
import { type Addresses } from './listeners';

/** Where a configuration wants its listeners to be. */
export function configuredAddresses({ admin, listen }: GatewayConfig): Addresses {
  const { host, port, tls } = listen;
  const redirect =
    tls?.httpRedirectPort === undefined ? {} : { redirect: { host, port: tls.httpRedirectPort } };
  return { admin: { host: admin.host, port: admin.port }, public: { host, port }, ...redirect };
}

import { GatewayApplication } from '../../apps/gateway/src/app/gateway-application';
import { type GatewayConfig } from '../../apps/gateway/src/config/gateway-config';

/** The gateway as it is started by itself, logging to its standard output; stops when its parent says so. */
async function main(): Promise<void> {
  const gateway = await GatewayApplication.start(JSON.parse(process.argv[2]) as GatewayConfig);
  process.on('message', () => void gateway.stop().then(() => process.exit(0)));
  process.on('disconnect', () => process.exit());
  process.send!({ port: gateway.port, adminPort: gateway.adminPort });
}

void main();

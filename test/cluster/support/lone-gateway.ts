import { type GatewayConfig } from '../../../apps/gateway/src/config/gateway-config';
import { GatewayApplication } from '../../../apps/gateway/src/app/gateway-application';

/** A gateway in a process of its own, which says when it listens. */
async function main(): Promise<void> {
  const gateway = await GatewayApplication.start(JSON.parse(process.argv[2]) as GatewayConfig);
  process.on('SIGTERM', () => void gateway.stop().then(() => process.exit(0)));
  console.log(`listening on ${gateway.port} and ${gateway.adminPort}`);
}

void main();

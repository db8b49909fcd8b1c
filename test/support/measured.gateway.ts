import { GatewayApplication } from '../../apps/gateway/src/gateway.application';
import { type GatewayConfig } from '../../apps/gateway/src/config/gateway.config';

const SAMPLE_MS = 10;

/** The largest resident set since the last question, in bytes. */
let peak = 0;

function sample(): void {
  peak = Math.max(peak, process.memoryUsage.rss());
}

/** A gateway in a process of its own, which tells its parent the port and, whenever asked, what memory it took. */
async function main(): Promise<void> {
  const gateway = await GatewayApplication.start(JSON.parse(process.argv[2]) as GatewayConfig, false);
  setInterval(sample, SAMPLE_MS).unref();
  process.on('message', () => {
    sample();
    process.send!(peak);
    peak = 0;
  });
  process.on('disconnect', () => process.exit());
  process.send!(gateway.port);
}

void main();

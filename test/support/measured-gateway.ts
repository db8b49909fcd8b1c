import { GatewayApplication } from '../../apps/gateway/src/app/gateway-application';
import { type GatewayConfig } from '../../apps/gateway/src/config/gateway-config';
import { Forwarder } from '../../apps/gateway/src/data-plane/forwarding/forwarder';
import { PoolTable } from '../../apps/gateway/src/data-plane/upstream/pool-table';
import { UpstreamClient } from '../../apps/gateway/src/data-plane/upstream/upstream-client';
import { type Census, type Question } from './gateway-process';

const SAMPLE_MS = 10;

/** The largest resident set since the last question, in bytes. */
let peak = 0;

function sample(): void {
  peak = Math.max(peak, process.memoryUsage.rss());
}

function takePeak(): number {
  sample();
  const bytes = peak;
  peak = 0;
  return bytes;
}

/** The resources of the gateway after a garbage collection. */
function takeCensus({ app }: GatewayApplication): Census {
  const collect = globalThis.gc!;
  collect();
  collect();
  const { heapUsed, external } = process.memoryUsage();
  const backends = app.get(PoolTable).all.flatMap((pool) => pool.backends);
  return {
    memory: heapUsed + external,
    sockets: process.getActiveResourcesInfo().filter((name) => name === 'TCPSocketWrap').length,
    inFlight: backends.reduce((sum, { inFlight }) => sum + inFlight, 0),
    deadlines: app.get(UpstreamClient).deadlines.size,
    tunnels: app.get(Forwarder).tunnels.size,
  };
}

/** A gateway in a process of its own, which tells its parent the port and, whenever asked, what it takes up. */
async function main(): Promise<void> {
  const gateway = await GatewayApplication.start(JSON.parse(process.argv[2]) as GatewayConfig, false);
  setInterval(sample, SAMPLE_MS).unref();
  process.on('message', (question: Question) => {
    process.send!(question === 'peak' ? takePeak() : takeCensus(gateway));
  });
  process.on('disconnect', () => process.exit());
  process.send!(gateway.port);
}

void main();

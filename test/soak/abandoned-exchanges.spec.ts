import { type Census, GatewayProcess } from '../support/gateway-process';
import { configFor, startBackends } from '../support/gateway-options';
import { ABORTED_REQUESTS, AbandonedExchanges, CUT_WEBSOCKETS } from './abandoned-exchanges';
import { LONG_TEST_MS } from '../support/eventually';

/** Less than a kilobyte for each of the exchanges. */
const TOLERATED = 6 * 1024 * 1024;
const SHORT = { bodyIdle: '300ms', tunnelHalfClosed: '300ms' };

/** Resolves when nothing but the gateway itself is left, with what that takes; or with what does not want to go. */
async function untilIdle(gateway: GatewayProcess): Promise<Census> {
  let census = await gateway.census();
  for (let looks = 0; looks < 500 && Object.values(leftOf(census)).some((count) => count > 0); looks++)
    census = await gateway.census();
  return census;
}

function leftOf({ memory: _, ...left }: Census): Omit<Census, 'memory'> {
  return left;
}

describe('exchanges that are never brought to their end', () => {
  it(
    'leave nothing behind: 10,000 aborted requests and 1,000 WebSockets that are cut',
    async () => {
      const exchanges = new AbandonedExchanges();
      const wishes = {
        backends: [exchanges.backend],
        pool: { timeouts: SHORT, connections: { idleTimeout: '100ms', max: 1000 } },
      };
      const gateway = await GatewayProcess.start(configFor(wishes, await startBackends(wishes)));
      // Permanent allocations exist after the first exchange of each kind.
      await exchanges.run(gateway.port, ABORTED_REQUESTS, 1_000);
      await exchanges.run(gateway.port, CUT_WEBSOCKETS, 300);
      const before = await untilIdle(gateway);
      await exchanges.run(gateway.port, ABORTED_REQUESTS, 10_000);
      await exchanges.run(gateway.port, CUT_WEBSOCKETS, 1_000);
      const after = await untilIdle(gateway);
      expect(leftOf(before)).toEqual({ sockets: 0, inFlight: 0, deadlines: 0, tunnels: 0 });
      expect(leftOf(after)).toEqual(leftOf(before));
      expect(after.memory - before.memory).toBeLessThan(TOLERATED);
    },
    LONG_TEST_MS,
  );
});

import { buildBeforeAll } from '../e2e/build-once';
import { type Fault } from './faults/fault';
import { clockJumps } from './faults/clock.faults';
import { outOfDescriptors, stopping, stoppingInTime } from './faults/gateway.faults';
import { fullDisk, unreadLog } from './faults/log.faults';
import { allKilled, killed, stopped, stoppedAndUnreachable } from './faults/process.faults';
import { ANSWER_FAULTS, blackHole, flapping, refusing } from './faults/relay.faults';
import { GatewaySubject } from './subjects/gateway-subject';
import { loadOf, type TrialPlan, tryFault } from './trial';
import { excesses } from './trial-verdict';

/** Slow and short enough for any machine; `npm run test:chaos` is neither. */
const PLAN: TrialPlan = {
  connectTimeout: 1_000,
  responseTimeout: 1_500,
  balance: 'round-robin',
  backends: 3,
  rate: 200,
  seconds: 1.8,
  postEvery: 5,
  warmUp: 0.2,
  fault: { from: 0.4, to: 1.1 },
  untilBack: 0,
};

/** Every trial starts half a dozen processes, which takes its time on a busy machine. */
buildBeforeAll(['gateway']);

/** Damage that the clients and the backends saw beyond the allowed costs. */
async function excessesOf(fault: Fault): Promise<string[]> {
  const subject = fault.subject ?? new GatewaySubject();
  const result = await tryFault(fault, subject, PLAN);
  return excesses(result, fault.mayCost(loadOf(PLAN, result.lasted)));
}

describe('while one of three backends fails', () => {
  const faults = [killed, refusing, flapping(0.5), stopped, stoppedAndUnreachable, blackHole];

  it.each(faults)('no idempotent request fails, and none of the others comes twice: $name', async (fault) => {
    expect(await excessesOf(fault)).toEqual([]);
  });
});

describe('when one of three backends answers what is no good', () => {
  it.each(ANSWER_FAULTS)('hardly any client sees more of it: $name', async (fault) => {
    expect(await excessesOf(fault)).toEqual([]);
  });
});

describe('while all backends are dead', () => {
  it('fails what cannot be served, and nothing once they are back', async () => {
    expect(await excessesOf(allKilled)).toEqual([]);
  });
});

describe('whatever happens to the gateway itself', () => {
  it('loses no request of clients that turn to its neighbour when it is told to stop', async () => {
    expect(await excessesOf(stopping)).toEqual([]);
  });

  it('loses none of clients that keep no connection and see in time that it is told to stop', async () => {
    expect(await excessesOf(stoppingInTime)).toEqual([]);
  });

  it('goes on as before once the clients that took all its file descriptors are gone', async () => {
    expect(await excessesOf(outOfDescriptors())).toEqual([]);
  });

  for (const fault of [unreadLog, fullDisk, clockJumps]) {
    const missing = fault.missing?.();
    const possible = missing === undefined ? it : it.skip;
    possible(`fails no request: ${fault.name}${missing === undefined ? '' : ` (${missing})`}`, async () => {
      expect(await excessesOf(fault)).toEqual([]);
    });
  }
});

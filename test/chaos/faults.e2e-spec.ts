import { BUILD_TIMEOUT, buildOnce } from '../e2e/build-once';
import { type Fault } from './faults/fault';
import { allKilled, killed, stopped, stoppedAndUnreachable } from './faults/process.faults';
import { blackHole, flapping, refusing } from './faults/relay.faults';
import { GatewaySubject } from './subjects/gateway.subject';
import { loadOf, type TrialPlan, tryFault } from './trial';
import { excesses } from './trial.verdict';

/** Slow and short enough for any machine; `npm run test:chaos` is neither. */
const PLAN: TrialPlan = {
  connectTimeout: 400,
  responseTimeout: 500,
  balance: 'round-robin',
  backends: 3,
  rate: 200,
  seconds: 2.5,
  postEvery: 5,
  fault: { from: 0.5, to: 1.5 },
  untilBack: 0,
};

beforeAll(() => buildOnce(['gateway']), BUILD_TIMEOUT);

/** What the clients and the backends saw of it beyond what it may cost. */
async function excessesOf(fault: Fault): Promise<string[]> {
  return excesses(await tryFault(fault, new GatewaySubject(), PLAN), fault.mayCost(loadOf(PLAN)));
}

describe('while one of three backends fails', () => {
  const faults = [killed, refusing, flapping(0.5), stopped, stoppedAndUnreachable, blackHole];

  it.each(faults)('no idempotent request fails, and none of the others comes twice: $name', async (fault) => {
    expect(await excessesOf(fault)).toEqual([]);
  });
});

describe('while all backends are dead', () => {
  it('fails what cannot be served, and nothing once they are back', async () => {
    expect(await excessesOf(allKilled)).toEqual([]);
  });
});

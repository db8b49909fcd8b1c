import { buildBeforeAll } from '../e2e/build-once';
import { TOPOLOGIES } from '../simulation/plan';
import { describeWithRedis } from '../support/describe-with-redis';
import { LONG_TEST_MS } from '../support/eventually';
import { HISTORY, runHistory } from './run';

const OPERATIONS = 3_000;

buildBeforeAll(['gateway']);

describeWithRedis('the promises about owners, over real processes', () => {
  it.each(TOPOLOGIES)(
    'are kept without faults: %s',
    async (topology) => {
      const plan = { ...HISTORY, operations: OPERATIONS, topology, creates: 'safe' } as const;
      const { failure, operations } = await runHistory(plan);
      expect(failure).toBeUndefined();
      expect(operations).toBeGreaterThanOrEqual(OPERATIONS);
    },
    LONG_TEST_MS,
  );
});

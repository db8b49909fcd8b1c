import { setTimeout as sleep } from 'node:timers/promises';
import { closedAfterTest } from '../support/closing';
import { eventually } from '../support/eventually';
import { describeWithRedis } from '../support/describe-with-redis';
import { OwnershipStage } from './support/ownership-stage';
import { verdictOf } from './support/ownership-verdict';
import { OwnershipWorkload } from './support/ownership-workload';

/** Short and gentle, unless `npm run test:soak` asks for more. */
const SECONDS = Number(process.env.SOAK_SECONDS ?? 12);
const PER_SECOND = Number(process.env.SOAK_RATE ?? 200);

describeWithRedis('two gateways on one Redis, under load', () => {
  it(
    'create nothing twice, lose nothing, and write to no other than the owner, whichever process is killed',
    async () => {
      const stage = closedAfterTest(await OwnershipStage.open());
      const workload = closedAfterTest(new OwnershipWorkload(stage.gateways.map(({ port }) => port)));
      const part = (SECONDS * 1_000) / 12;
      const faults = async (): Promise<void> => {
        await sleep(2 * part);
        await stage.gateways[0].kill();
        await sleep(part / 2);
        await stage.gateways[0].start();
        await sleep(part);
        await stage.redis.kill();
        await sleep(part / 2);
        await stage.redis.run();
        await sleep(part);
        await stage.backends[1].kill();
        await sleep(part);
        await stage.backends[1].start();
      };
      await Promise.all([workload.run(PER_SECOND, SECONDS), faults()]);

      for (const gateway of [0, 1])
        for (const id of workload.standing)
          await eventually(async () => expect([id, await workload.reads(id, gateway)]).toEqual([id, 200]));
      const { created, createdTwice, strayWrites } = verdictOf(stage.ledgers());
      const { counts, oddities, refusals } = workload;
      if (process.env.SOAK_SECONDS !== undefined)
        process.stderr.write(`${JSON.stringify({ SECONDS, created, ...counts, refusals, oddities })}\n`);
      expect({ createdTwice, strayWrites, falselyAbsent: counts.falselyAbsent, oddities }).toEqual({
        createdTwice: [],
        strayWrites: [],
        falselyAbsent: 0,
        oddities: [],
      });
      expect(counts.acknowledged).toBeGreaterThan(100);
    },
    SECONDS * 3_000 + 60_000,
  );
});

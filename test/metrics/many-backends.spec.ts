import { AttemptOutcomes } from '../../apps/gateway/src/data-plane/upstream/attempt-outcomes';
import { PoolTable } from '../../apps/gateway/src/data-plane/upstream/pool-table';
import { cpuTimeOf } from '../support/cpu-time';
import { scrape } from '../support/scrape';
import { aGateway, type TestGateway } from '../support/test-gateway';

/** No backend listens, and none is asked. */
async function gatewayWith(count: number): Promise<TestGateway> {
  const backends = Array.from({ length: count }, (_, at) => ({
    id: `backend-${at}`,
    url: `http://127.0.0.1:${at + 1}`,
  }));
  const gateway = await aGateway({ backends: [], pool: { backends } });
  const { app } = gateway.application;
  const pool = app.get(PoolTable).find('main')!;
  for (const backend of pool.backends) app.get(AttemptOutcomes).responded(pool, backend, 200, 7);
  return gateway;
}

function timeOfScrape(gateway: TestGateway): Promise<number> {
  return cpuTimeOf(() => gateway.admin('/metrics'));
}

describe('/metrics with 500 backends', () => {
  it('has each of them', async () => {
    const found = await scrape(await gatewayWith(500));
    expect(found.samples('time_to_first_byte_seconds_count').map(({ value }) => value)).toEqual(
      Array.from({ length: 500 }, () => 1),
    );
  });

  it('takes no more time for each of them than with fifty', async () => {
    const [few, many] = [await gatewayWith(50), await gatewayWith(500)];
    const [short, long] = [await timeOfScrape(few), await timeOfScrape(many)];
    expect(long).toBeLessThan(short * 10 * 3);
  });
});

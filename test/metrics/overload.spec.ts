import { LoadShedding } from '../../apps/gateway/src/data-plane/upstream/load-shedding';
import { scrape, scrapeUntil } from '../support/scrape';
import { aGateway } from '../support/test-gateway';

describe('the metrics of overload', () => {
  it('count the requests that wait because every backend is full', async () => {
    const gateway = await aGateway({ backends: ['a'] });
    gateway.state('a').maxInFlight = 1;
    gateway.backend('a').fallSilent();
    const arriving = gateway.backend('a').nextRequest();
    const answers = [1, 2, 3].map(() => gateway.fetch('/'));
    const { response } = await arriving;
    await scrapeUntil(gateway, (found) => found.sum('pool_requests_queued', { pool: 'main' }) === 2);
    gateway.backend('a').answerAsUsual();
    response.end('a');
    await Promise.all(answers);
    expect((await scrape(gateway)).sum('pool_requests_queued', { pool: 'main' })).toBe(0);
  });

  it('count what the gateway itself could not afford', async () => {
    const gateway = await aGateway({ backends: ['a'] });
    gateway.application.app.get(LoadShedding).pressure = 1;
    expect([(await gateway.fetch('/')).status, (await gateway.fetch('/')).status]).toEqual([503, 503]);
    expect((await scrape(gateway)).sum('requests_shed_total')).toBe(2);
  });
});

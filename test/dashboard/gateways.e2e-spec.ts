import { buildBeforeAll } from '../e2e/build-once';
import { aSharingGateway } from '../cluster/support/gateways';
import { closedAfterTest } from '../support/closing';
import { describeWithRedis } from '../support/describe-with-redis';
import { RedisServer } from '../support/redis-server';
import { aPage, describeInBrowser } from './support/browser';

buildBeforeAll(['dashboard']);

describeInBrowser('the gateways on the page', () => {
  describeWithRedis('that share a registry', () => {
    it('are shown from two on, and in what they differ', async () => {
      const redis = closedAfterTest(await RedisServer.start());
      const one = await aSharingGateway(redis, [], { name: 'one' });
      const page = await aPage();
      await page.goto(`http://127.0.0.1:${one.adminPort}/`);
      await page.getByText('Live', { exact: true }).waitFor();
      expect(await page.getByRole('heading', { name: 'Gateways' }).count()).toBe(0);
      await aSharingGateway(redis, [], { name: 'two', debugHeaders: true });
      await page.getByText('They differ in: configuration.').waitFor();
      const panel = page.getByRole('region', { name: 'Gateways' });
      expect(await panel.getByRole('listitem').allTextContents()).toEqual([
        expect.stringMatching(/^one-\w{6}this oneserving · /),
        expect.stringMatching(/^two-\w{6}(starting|serving) · /),
      ]);
    });
  });
});

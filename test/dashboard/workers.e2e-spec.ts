import { buildBeforeAll } from '../e2e/build-once';
import { closedAfterTest } from '../support/closing';
import { aGateway } from '../support/test-gateway';
import { ManyProcesses } from '../workers/support/many-processes';
import { aPage, describeInBrowser } from './support/browser';

buildBeforeAll(['dashboard']);

describeInBrowser('the workers on the page', () => {
  it('are shown where there are several', async () => {
    const gateway = closedAfterTest(
      await ManyProcesses.start(['a'], (backends) => ({ workers: 2, pools: { main: { backends } } })),
    );
    const page = await aPage();
    await page.goto(`http://127.0.0.1:${gateway.adminPort}/`);
    const panel = page.getByRole('region', { name: 'Workers' });
    await panel.getByText('0 in flight').nth(1).waitFor();
    const shown = await panel.getByRole('listitem').allTextContents();
    expect(shown).toEqual([
      expect.stringMatching(/^0serving\s*process \d+ · \d+ MiB · 0 in flight$/),
      expect.stringMatching(/^1serving\s*process \d+ · \d+ MiB · 0 in flight$/),
    ]);
    const pids = shown.map((text) => Number(/process (\d+)/.exec(text)![1]));
    expect(pids.sort((one, other) => one - other)).toEqual(gateway.workers);
  });

  it('are not where one process does everything', async () => {
    const gateway = await aGateway({ backends: ['a'] });
    const page = await aPage();
    await page.goto(`http://127.0.0.1:${gateway.adminPort}/`);
    await page.locator('.name').getByText('a', { exact: true }).waitFor();
    expect(await page.getByRole('heading', { name: 'Workers' }).count()).toBe(0);
  });
});

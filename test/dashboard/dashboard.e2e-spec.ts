import { type Page } from 'playwright-core';
import { ask } from '../admin/support/operator';
import { buildBeforeAll } from '../e2e/build-once';
import { aGateway, type GatewayOptions, type TestGateway } from '../support/test-gateway';
import { aPage, describeInBrowser, type Look } from './support/browser';

buildBeforeAll(['dashboard']);

async function opened(wishes: GatewayOptions, look?: Look): Promise<{ gateway: TestGateway; page: Page }> {
  const gateway = await aGateway(wishes);
  const page = await aPage(look);
  await page.goto(`http://127.0.0.1:${gateway.adminPort}/`);
  await page.getByText('Live', { exact: true }).waitFor();
  return { gateway, page };
}

function row(page: Page, id: string) {
  return page.getByRole('row').filter({ has: page.locator('.name').getByText(id, { exact: true }) });
}

describeInBrowser('the dashboard', () => {
  it('shows requests as they arrive', async () => {
    const { gateway, page } = await opened({ backends: ['a', 'b'] });
    await row(page, 'a').getByText('unknown').waitFor();
    gateway.backend('b').answer((_, response) => response.writeHead(500).end());
    await gateway.sequence(40);
    const rates = page.locator('.headline.main dd');
    await page.waitForFunction(() =>
      /^[1-9]/.test(document.querySelector('.headline.main dd')?.textContent ?? ''),
    );
    expect(await rates.textContent()).toMatch(/\/s$/);
    await row(page, 'b').locator('[data-name=Errors]').getByText('20', { exact: true }).waitFor();
    await row(page, 'a').getByText(/ms$/).waitFor();
  });

  it('drains a backend while its items stay reachable, shows what is left, and enables it again', async () => {
    const { gateway, page } = await opened({ backends: ['a', 'b'] });
    await gateway.fetch('/items/?item_id=1', { method: 'POST' });
    await page.getByRole('button', { name: 'Drain main/a' }).click();
    await row(page, 'a').getByText('draining', { exact: true }).waitFor();
    await row(page, 'a').getByText('0 in flight, 1 session left').waitFor();
    expect(await gateway.sequence(3)).toEqual(['b', 'b', 'b']);
    expect(await gateway.fetch('/items/1')).toMatchObject({ status: 200, text: 'a' });
    await page.getByRole('log').getByText('main/a is draining').waitFor();
    await gateway.fetch('/items/1', { method: 'DELETE' });
    await row(page, 'a').getByText('Nothing left').waitFor();
    await page.getByRole('button', { name: 'Enable main/a' }).click();
    await row(page, 'a').getByText('unknown').waitFor();
    expect(gateway.state('a').isAvailable).toBe(true);
  });

  it('says where a backend comes from, unless the configuration lists it', async () => {
    const found = [{ id: 'found', url: 'http://127.0.0.1:1', weight: 2 }];
    const pool = { discovery: [{ type: 'static', backends: found }] };
    const { gateway, page } = await opened({ backends: ['a'], pool });
    const added = { id: 'added', url: 'http://127.0.0.1:2' };
    await ask(gateway, 'POST', '/api/pools/main/backends', added);
    await row(page, 'added').getByText('added by an operator', { exact: true }).waitFor();
    await row(page, 'found').getByText('weight 2, from static', { exact: true }).waitFor();
    expect(await row(page, 'a').getByRole('rowheader').textContent()).toBe(`a${gateway.backend('a').url}`);
  });

  it('says of a backend that drains itself that it does, and that operators do not have it drain', async () => {
    const { gateway, page } = await opened({ backends: ['a', 'b'], pool: { health: { path: '/ready' } } });
    gateway.backend('a').answer((_, response) => response.writeHead(503, { 'retry-after': '5' }).end());
    await row(page, 'a')
      .getByText('draining at the request of the backend itself, until it passes a probe')
      .waitFor();
    await page.getByRole('button', { name: 'Drain main/a' }).click();
    await page.getByRole('button', { name: 'Enable main/a' }).click();
    await row(page, 'a')
      .getByText('draining at the request of the backend itself, until it passes a probe')
      .waitFor();
    gateway.backend('a').answerAsUsual();
    await row(page, 'a').getByText('healthy').waitFor();
  });

  it('finds the owner of a resource', async () => {
    const { gateway, page } = await opened({ backends: ['a', 'b'] });
    for (const id of [42, 421]) await gateway.fetch(`/items/?item_id=${id}`, { method: 'POST' });
    await page.getByLabel(/^Key of a resource/).fill('42');
    const owners = page.locator('.owners li');
    await owners.nth(1).waitFor();
    expect(await owners.allTextContents()).toEqual([
      expect.stringMatching(/^42→aitems, known by create/),
      expect.stringMatching(/^421→b/),
    ]);
    await page.getByLabel(/^Key of a resource/).fill('9');
    await page.getByText('No key with this beginning has a known owner.').waitFor();
  });

  it('explains a request', async () => {
    const { gateway, page } = await opened({ backends: ['a', 'b'] });
    await gateway.fetch('/items/?item_id=42', { method: 'POST' });
    await page.getByLabel('Path or URL').fill('/items/42');
    await page.getByLabel('Path or URL').press('Enter');
    await page.getByText('→ a (owner)').waitFor();
    await page.getByText('a owns it, and may serve it (unknown).').waitFor();
    await page.getByRole('listitem').filter({ hasText: 'it is not the owner' }).waitFor();
    expect(gateway.backend('a').requests).toHaveLength(1);
  });

  it('says that the gateway does not answer, and what it shows is old', async () => {
    const { gateway, page } = await opened({ backends: ['a'] });
    await gateway.close();
    await page.getByText('The gateway does not answer').waitFor();
  });

  it('asks for the token where one is wanted, and keeps it in the tab', async () => {
    const gateway = await aGateway({ backends: ['a'], sections: { admin: { port: 0, token: 'secret' } } });
    const page = await aPage();
    await page.goto(`http://127.0.0.1:${gateway.adminPort}/`);
    await page.getByLabel('Admin token').fill('wrong');
    await page.getByRole('button', { name: 'Open' }).click();
    await page.getByText('This is not the admin token.').waitFor();
    await page.getByLabel('Admin token').fill('secret');
    await page.getByRole('button', { name: 'Open' }).click();
    await row(page, 'a').waitFor();
    await page.reload();
    await row(page, 'a').waitFor();
    expect(await page.evaluate(() => JSON.stringify({ ...localStorage }))).not.toContain('secret');
  });

  it('shows what clients have named as text, whatever it is', async () => {
    const { gateway, page } = await opened({ backends: ['a'] });
    const key = '<img src=x onerror=document.title="broken">';
    await gateway.fetch(`/items/?item_id=${encodeURIComponent(key)}`, { method: 'POST' });
    await page.getByLabel(/^Key of a resource/).fill('<img');
    await page.getByText(key).waitFor();
    expect(await page.title()).toBe('Load Distributer');
  });
});

import { gzipSync } from 'node:zlib';
import { type Page } from 'playwright-core';
import { buildBeforeAll } from '../e2e/build-once';
import { aGateway } from '../support/test-gateway';
import { aPage, describeInBrowser, type Look } from './support/browser';

buildBeforeAll(['dashboard']);

const MANY = Array.from({ length: 500 }, (_, at) => ({
  id: `b${at}`,
  url: `http://127.0.0.1:${20_000 + at}`,
}));

async function opened(backends: readonly object[], look?: Look): Promise<Page> {
  const gateway = await aGateway({ backends: [], pool: { backends } });
  const page = await aPage(look);
  await page.goto(`http://127.0.0.1:${gateway.adminPort}/`);
  await page.getByText('Live', { exact: true }).waitFor();
  return page;
}

function named(page: Page, id: string) {
  return page.locator('.name').getByText(id, { exact: true });
}

/** Returns true if the page is wider than the window. */
function isTooWide(): boolean {
  return document.documentElement.scrollWidth > document.documentElement.clientWidth;
}

describeInBrowser('the page', () => {
  it('weighs at most 150 KiB, comes from the gateway alone, and breaks none of its own rules', async () => {
    const gateway = await aGateway({ backends: ['a'] });
    const page = await aPage();
    const origin = `http://127.0.0.1:${gateway.adminPort}`;
    const complaints: string[] = [];
    const bodies: Promise<number>[] = [];
    page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()));
    page.on('pageerror', (error) => complaints.push(error.message));
    page.on('response', (response) => {
      if (!response.url().startsWith(origin)) complaints.push(response.url());
      if (!response.url().includes('/api/'))
        bodies.push(response.body().then((body) => gzipSync(body).length));
    });
    const answer = await page.goto(origin);
    await page.getByText('Live', { exact: true }).waitFor();
    await page.evaluate(() => document.fonts.ready.then(() => undefined));
    expect(complaints).toEqual([]);
    expect((await Promise.all(bodies)).reduce((sum, bytes) => sum + bytes, 0)).toBeLessThan(150 * 1024);
    const policy = answer!.headers()['content-security-policy'];
    expect(policy).toContain("default-src 'self'");
    expect(policy).not.toContain('unsafe');
  });

  it.each([
    ['one backend', MANY.slice(0, 1), 1],
    ['five hundred', MANY, 25],
  ])('shows %s, a page at a time', async (_, backends, rows) => {
    const page = await opened(backends);
    await page.getByRole('rowheader').first().waitFor();
    expect(await page.getByRole('rowheader').count()).toBe(rows);
  });

  it('turns pages, finds and sorts among five hundred', async () => {
    const page = await opened(MANY);
    await page.getByRole('button', { name: 'Next' }).click();
    await named(page, 'b25').waitFor();
    await page.getByLabel('Find a backend by id or address').fill('b499');
    await named(page, 'b499').waitFor();
    expect(await page.getByRole('rowheader').count()).toBe(1);
    await page.getByLabel('Find a backend by id or address').fill('');
    for (const direction of ['ascending', 'descending']) {
      await page.getByRole('button', { name: 'Backend', exact: true }).click();
      await page.locator(`th[aria-sort="${direction}"]`).waitFor();
    }
    await named(page, 'b499').waitFor();
  });

  it('can be used by keyboard alone', async () => {
    const page = await opened(MANY.slice(0, 2));
    const drain = page.getByRole('button', { name: 'Drain main/b0' });
    await drain.waitFor();
    for (
      let presses = 0;
      presses < 40 && !(await drain.evaluate((own) => own === document.activeElement));
      presses++
    )
      await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'Enable main/b0' }).waitFor();
  });

  it('offers what comes next: drain, then disable, then enable', async () => {
    const page = await opened(MANY.slice(0, 2));
    for (const step of ['Drain', 'Disable', 'Enable'])
      await page.getByRole('button', { name: `${step} main/b0` }).click();
    await page.getByRole('button', { name: 'Drain main/b0' }).waitFor();
  });

  it('explains a request by its body and its client, too', async () => {
    const page = await opened(MANY.slice(0, 2));
    await page.getByLabel('Path or URL').fill('/items/1');
    await page.getByText('Headers, body, client').click();
    await page.getByLabel('Body').fill('{"room": "lobby"}');
    await page.getByLabel('Address of the client').fill('nowhere');
    await page.getByRole('button', { name: 'Explain', exact: true }).click();
    await page.getByText('client must be an IP address').waitFor();
    await page.getByLabel('Address of the client').fill('192.0.2.1');
    await page.getByRole('button', { name: 'Explain', exact: true }).click();
    await page.getByText('Every client of this address is admitted.').waitFor();
  });

  it('names everything that can be used', async () => {
    const page = await opened(MANY);
    const nameless = await page.evaluate(() =>
      [...document.querySelectorAll('button, a, input, select, textarea')]
        .filter(
          (own) =>
            !own.getAttribute('aria-label') &&
            !own.textContent.trim() &&
            !document.querySelector(`label[for="${own.id}"]`),
        )
        .map((own) => own.outerHTML),
    );
    expect(nameless).toEqual([]);
    for (const name of ['Traffic', 'main', 'Who owns …', 'Explain a request', 'Events'])
      await page.getByRole('region', { name, exact: true }).waitFor();
  });

  it.each([
    [390, 'light'],
    [390, 'dark'],
    [1280, 'dark'],
  ] as const)('fits %d pixels, in %s colours', async (width, colorScheme) => {
    const page = await opened(MANY, { width, height: 844, colorScheme });
    await page.getByRole('rowheader').first().waitFor();
    expect(await page.evaluate(isTooWide)).toBe(false);
    const ground = await page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    const [brightness] = ground.match(/\d+/)!;
    expect(Number(brightness) < 128).toBe(colorScheme === 'dark');
  });

  it('takes the colours that the user has chosen', async () => {
    const page = await opened(MANY.slice(0, 1), { colorScheme: 'light' });
    const ground = (): Promise<string> =>
      page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    const light = await ground();
    await page.getByRole('button', { name: /^Colours: auto/ }).click();
    await page.getByRole('button', { name: /^Colours: light/ }).click();
    await page.getByRole('button', { name: /^Colours: dark/ }).waitFor();
    expect(await ground()).not.toBe(light);
  });
});

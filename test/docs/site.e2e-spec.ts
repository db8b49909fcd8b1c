import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { createServer } from 'node:http';
import { type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { aPage, describeInBrowser } from '../dashboard/support/browser';
import { closedAfterTest } from '../support/closing';
import { ROOT } from './support/pages';

const SITE = join(ROOT, 'docs/site/dist');
const TYPES: Readonly<Record<string, string>> = {
  html: 'text/html',
  js: 'text/javascript',
  css: 'text/css',
  svg: 'image/svg+xml',
  json: 'application/json',
};

/** The built site on a port of this machine. */
async function served(): Promise<string> {
  const server = createServer((request, response) => {
    const path = decodeURIComponent(new URL(request.url!, 'http://site').pathname);
    const file = join(SITE, path.endsWith('/') ? `${path}index.html` : path);
    if (!existsSync(file) || !statSync(file).isFile()) return response.writeHead(404).end();
    const type = TYPES[file.split('.').at(-1)!] ?? 'application/octet-stream';
    response.writeHead(200, { 'content-type': type }).end(readFileSync(file));
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  closedAfterTest({
    close: () =>
      new Promise<void>((closed) => {
        server.close(() => closed());
        server.closeAllConnections();
      }),
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

function builtPages(): string[] {
  const files = readdirSync(SITE, { recursive: true, encoding: 'utf8' });
  return files.filter((name) => name.endsWith('.html') && name !== '404.html');
}

/** The paths that a built page links to. */
function linksIn(page: string): string[] {
  const html = readFileSync(join(SITE, page), 'utf8');
  return [...html.matchAll(/<a[^>]* href="(\/[^"#]*)/g)].map(([, path]) => path);
}

function isThere(path: string): boolean {
  const file = join(SITE, path);
  return [file, `${file}.html`, join(file, 'index.html')].some((name) => existsSync(name));
}

function describeSite(tests: () => void): void {
  if (existsSync(join(SITE, 'index.html'))) return describeInBrowser('the site of the documentation', tests);
  process.stderr.write('Skipped, because the site is not built (npm run docs:site): docs/site\n');
  describe.skip('the site of the documentation', tests);
}

describeSite(() => {
  it('has no link that leads nowhere', () => {
    const broken = builtPages().flatMap((page) => linksIn(page).filter((path) => !isThere(path)));
    expect([...new Set(broken)]).toEqual([]);
  });

  it('finds a page by a word, and asks no other server for anything', async () => {
    const site = await served();
    const page = await aPage();
    const asked: string[] = [];
    page.on('request', (request) => asked.push(new URL(request.url()).origin));
    await page.goto(`${site}/`);
    await page.locator('.VPNavBarSearch button').first().click();
    await page.locator('#localsearch-input').fill('panicThreshold');
    await page.locator('#localsearch-list a').first().click();
    await page.waitForURL(/pools|health/);
    expect(asked.filter((origin) => origin !== site && !/^(data|blob):|^null$/.test(origin))).toEqual([]);
  });

  it('is as wide as a telephone', async () => {
    const site = await served();
    const page = await aPage({ width: 390, height: 844 });
    for (const path of ['', 'reference/configuration/pools.html', 'how-to/coming-from/nginx.html']) {
      await page.goto(`${site}/${path}`);
      const width = await page.evaluate('document.documentElement.scrollWidth');
      expect([path, width]).toEqual([path, 390]);
    }
  });
});

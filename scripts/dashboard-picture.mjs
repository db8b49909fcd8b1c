/* global AbortController, document */
// Makes docs/images/dashboard.png: the whole system under some traffic, and a browser that looks at it.
// `node scripts/dashboard-picture.mjs [seconds] [folder]`, after `npm run build`; more pictures go into the folder.
import { spawn } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { chromium } from 'playwright-core';
import { ROOT } from './launcher/root.mjs';

const [seconds = '75', folder] = process.argv.slice(2);
const PICTURE = join(ROOT, 'docs/images/dashboard.png');
const children = [];
process.on('exit', () => children.forEach((child) => child.kill()));

const ports = await freePorts(6);
const [port, adminPort] = ports.slice(4);
const [gateway, admin] = [`http://127.0.0.1:${port}`, `http://127.0.0.1:${adminPort}`];
await start();
const traffic = new AbortController();
const sending = Promise.all(Array.from({ length: 6 }, (_, lane) => send(lane, traffic.signal)));
await sleep(Number(seconds) * 600);
await change(ports[1], { weight: 2 });
await change(ports[3], { state: 'draining', reason: 'new version' });
await sleep(Number(seconds) * 400);
await takePictures();
traffic.abort();
await sending;
process.exit(0);

async function start() {
  const run = (app, env) =>
    children.push(
      spawn(process.execPath, [join(ROOT, `dist/apps/${app}/src/main.js`)], {
        env: { ...process.env, ...env },
        stdio: 'ignore',
      }),
    );
  const backends = ports.slice(0, 4);
  for (const own of backends) run('items-api', { PORT: String(own), HOST: '127.0.0.1' });
  const BACKENDS = backends.map((own) => `http://127.0.0.1:${own}`).join();
  run('gateway', { PORT: String(port), HOST: '127.0.0.1', ADMIN_PORT: String(adminPort), BACKENDS });
  while (!(await isReady())) await sleep(100);
}

async function isReady() {
  try {
    return (await fetch(`${gateway}/ping`)).ok && (await fetch(`${admin}/health/ready`)).ok;
  } catch {
    return false;
  }
}

/** Creates items, reads them again, and asks who answers, at a pace that comes and goes. */
async function send(lane, over) {
  for (let turn = 0; !over.aborted; turn++) {
    const id = lane * 1_000 + Math.floor(turn / 12);
    if (turn % 12 === 0) {
      await fetch(`${gateway}/items/?item_id=${id}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: '{"name":"Item","price":1}',
      });
    } else await fetch(turn % 3 === 0 ? `${gateway}/ping` : `${gateway}/items/${id}`);
    await sleep(12 + 10 * Math.sin(performance.now() / 9_000) + 8 * Math.random());
  }
}

async function change(backend, body) {
  await fetch(`${admin}/api/pools/items/backends/127.0.0.1:${backend}`, {
    method: 'PATCH',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
}

async function takePictures() {
  const browser = await chromium.launch({
    executablePath: '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-component-update'],
  });
  const shots = [
    ['light', 1280, 980, PICTURE],
    ...(folder
      ? [
          ['dark', 1280, 980],
          ['light', 390, 844],
          ['dark', 390, 844],
          ['light', 1600, 1000],
        ]
      : []),
  ];
  mkdirSync(join(ROOT, 'docs/images'), { recursive: true });
  for (const [colorScheme, width, height, path] of shots) {
    const page = await browser.newPage({
      colorScheme,
      viewport: { width, height },
      deviceScaleFactor: path ? 2 : 1,
    });
    await page.goto(admin);
    await page.getByPlaceholder('42', { exact: true }).fill('1001');
    await page.getByPlaceholder('/items/42').fill('/items/1001');
    await page.getByRole('button', { name: 'Explain' }).click();
    await sleep(Number(seconds) * 200);
    await page.evaluate(() => {
      document.activeElement.blur();
      document.documentElement.scrollTop = 0;
    });
    await page.screenshot({
      path: path ?? join(folder, `${colorScheme}-${width}.png`),
      fullPage: path === undefined,
    });
    await page.close();
  }
  await browser.close();
}

async function freePorts(count) {
  const servers = Array.from({ length: count }, () => createServer().listen(0, '127.0.0.1'));
  await Promise.all(servers.map((server) => new Promise((resolve) => server.once('listening', resolve))));
  const found = servers.map((server) => server.address().port);
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  return found;
}

import { existsSync } from 'node:fs';
import { type Browser, chromium, type Page } from 'playwright-core';
import { closedAfterTest } from '../../support/closing';
import { EVENTUALLY_TIMEOUT_MS } from '../../support/eventually';

const CHROMIUM = '/usr/bin/chromium';
const QUIET = [
  ...['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run'],
  ...['--disable-background-networking', '--disable-component-update', '--disable-sync'],
];

/**
 * True if a browser is installed. In CI, where everything must run, it is always true: without a browser, the
 * tests fail.
 */
const hasBrowser = process.env.CI === 'true' || existsSync(CHROMIUM);

let browser: Browser | undefined;
afterAll(() => browser?.close());

/** A group of tests that need a browser; they are skipped, with a word about it, where there is none. */
export function describeInBrowser(name: string, tests: () => void): void {
  if (!hasBrowser) process.stderr.write(`Skipped, because ${CHROMIUM} is not installed: ${name}\n`);
  (hasBrowser ? describe : describe.skip)(name, tests);
}

export interface Look {
  readonly width?: number;
  readonly height?: number;
  readonly colorScheme?: 'light' | 'dark';
}

/** A page of a browser that remembers nothing; gone after the test. */
export async function aPage({ width = 1280, height = 900, colorScheme = 'light' }: Look = {}): Promise<Page> {
  browser ??= await chromium.launch({ executablePath: CHROMIUM, args: QUIET });
  const context = closedAfterTest(await browser.newContext({ viewport: { width, height }, colorScheme }));
  context.setDefaultTimeout(EVENTUALLY_TIMEOUT_MS);
  return context.newPage();
}

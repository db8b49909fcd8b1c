import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type BrowserContext, chromium, type Page } from 'playwright-core';
import { closedAfterTest } from '../../support/closing';

const CHROMIUM = '/usr/bin/chromium';
const QUIET = [
  ...['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run'],
  ...['--disable-background-networking', '--disable-component-update', '--disable-sync'],
];

/** Whether a browser is there. Where everything must run, it is not asked: the test fails if there is none. */
const hasBrowser = process.env.CI === 'true' || existsSync(CHROMIUM);

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
  const folder = mkdtempSync(join(tmpdir(), 'dashboard-'));
  closedAfterTest({ close: () => rmSync(folder, { recursive: true, force: true }) });
  const context: BrowserContext = closedAfterTest(
    await chromium.launchPersistentContext(folder, {
      executablePath: CHROMIUM,
      args: QUIET,
      viewport: { width, height },
      colorScheme,
    }),
  );
  return context.pages()[0] ?? (await context.newPage());
}

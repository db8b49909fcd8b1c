import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { itemsApi } from './programs.mjs';
import { snapshot } from './sources.mjs';
import { watch } from './watch.mjs';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'watch-'));
  mkdirSync(join(root, 'apps/items-api/src'), { recursive: true });
});
afterEach(() => rmSync(root, { recursive: true }));

const save = (text: string) => writeFileSync(join(root, 'apps/items-api/src/main.ts'), text);

/** Watches two items-api until `enough` says so; the doubles note what happens. */
async function watched(options: {
  compiles?: boolean;
  serves?: boolean;
  enough: (log: string[]) => boolean;
}) {
  const { compiles = true, serves = true, enough } = options;
  const log: string[] = [];
  const stopping = new AbortController();
  const note = (line: string) => {
    log.push(line);
    if (enough(log)) stopping.abort();
  };
  const built = snapshot(root, 'items-api');
  save('changed');
  const doubles = {
    root,
    build: {
      built: () => built,
      bringUpToDate: (apps: string[]) => {
        note(`build ${apps.join()}`);
        return Promise.resolve(compiles);
      },
    },
    output: { say: note },
    programs: [itemsApi(8000, '127.0.0.1'), itemsApi(8001, '127.0.0.1')],
    fleet: { stop: () => Promise.resolve(), start: () => ({ gone: new AbortController().signal }) },
    stop: stopping.signal,
    pause: 1,
    ready: () => (serves ? Promise.resolve() : Promise.reject(new Error('it died'))),
  };
  await watch(doubles as unknown as Parameters<typeof watch>[0]);
  return log;
}

describe('watch', () => {
  it('builds what changed, then restarts its processes one after the other', async () => {
    const log = await watched({ enough: (lines) => lines.length === 6 });
    expect(log).toEqual([
      'apps/items-api/src/main.ts changed.',
      'build items-api',
      'Restarting items-api:8000.',
      'items-api:8000 runs the new code.',
      'Restarting items-api:8001.',
      'items-api:8001 runs the new code.',
    ]);
  });

  it('leaves the others alone when the first does not run with the change', async () => {
    const enough = (lines: string[]) => {
      if (lines.length === 3) save('changed again');
      return lines.length === 6;
    };
    expect(await watched({ serves: false, enough })).toEqual([
      'apps/items-api/src/main.ts changed.',
      'build items-api',
      'Restarting items-api:8000.',
      'apps/items-api/src/main.ts changed.',
      'build items-api',
      'Restarting items-api:8000.',
    ]);
  });

  it('leaves the processes alone when the change does not compile, and tries again on the next save', async () => {
    const enough = (lines: string[]) => {
      if (lines.length === 2) save('changed again');
      return lines.length === 4;
    };
    expect(await watched({ compiles: false, enough })).toEqual([
      'apps/items-api/src/main.ts changed.',
      'build items-api',
      'apps/items-api/src/main.ts changed.',
      'build items-api',
    ]);
  });
});

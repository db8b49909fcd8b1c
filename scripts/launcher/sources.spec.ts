import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { changedFiles, snapshot } from './sources.mjs';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'sources-'));
  for (const path of [
    'apps/gateway/src/main.ts',
    'apps/items-api/src/main.ts',
    'libs/contracts/src/index.ts',
    'tsconfig.json',
  ]) {
    write(path, 'first');
  }
});
afterEach(() => rmSync(root, { recursive: true }));

function write(path: string, text: string): void {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text);
}

function changedBy(change: () => void): string[] {
  const before = snapshot(root, 'gateway');
  change();
  return changedFiles(before, snapshot(root, 'gateway'));
}

describe('snapshot', () => {
  it.each([
    ['one of its files is written', 'apps/gateway/src/main.ts'],
    ['a file is added', 'apps/gateway/src/new/other.ts'],
    ['what all apps share is written', 'libs/contracts/src/index.ts'],
    ['the compiler is configured', 'tsconfig.json'],
  ])('differs when %s', (_name, path) => {
    expect(changedBy(() => write(path, 'the second'))).toEqual([path]);
  });

  it('differs when a file is removed', () => {
    expect(changedBy(() => rmSync(join(root, 'apps/gateway/src/main.ts')))).toEqual([
      'apps/gateway/src/main.ts',
    ]);
  });

  it.each([
    ['another app', 'apps/items-api/src/main.ts'],
    ['a spec', 'apps/gateway/src/main.spec.ts'],
  ])('stays the same when %s is written', (_name, path) => {
    expect(changedBy(() => write(path, 'the second'))).toEqual([]);
  });

  it('stays the same when nothing is written', () => {
    expect(changedBy(() => undefined)).toEqual([]);
  });
});

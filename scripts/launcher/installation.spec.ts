import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { whyInstall } from './installation.mjs';

const EARLIER = new Date('2026-01-01');
const LATER = new Date('2026-01-02');
const nest = { version: '12.0.0', integrity: 'sha512-nest' };
const fsevents = { version: '2.0.0', integrity: 'sha512-fsevents', optional: true };

let root: string;
beforeEach(() => (root = mkdtempSync(join(tmpdir(), 'installation-'))));
afterEach(() => rmSync(root, { recursive: true }));

function lockFile(path: string, writtenAt: Date, packages: Record<string, object>): void {
  const file = join(root, path);
  mkdirSync(join(file, '..'), { recursive: true });
  writeFileSync(file, JSON.stringify({ packages }));
  utimesSync(file, writtenAt, writtenAt);
}

const locked = (at: Date, packages: Record<string, object>) =>
  lockFile('package-lock.json', at, { '': { name: 'root' }, ...packages });
const installed = (at: Date, packages: Record<string, object>) =>
  lockFile('node_modules/.package-lock.json', at, packages);

describe('whyInstall', () => {
  it('wants an installation in a fresh clone', () => {
    locked(EARLIER, { 'node_modules/nest': nest });
    expect(whyInstall(root)).toBe('node_modules is missing or incomplete');
  });

  it('wants one after an installation that was broken off', () => {
    locked(EARLIER, { 'node_modules/nest': nest });
    mkdirSync(join(root, 'node_modules'));
    expect(whyInstall(root)).toBe('node_modules is missing or incomplete');
  });

  it('wants none when what is installed is newer than the lock file', () => {
    locked(EARLIER, { 'node_modules/nest': nest });
    installed(LATER, { 'node_modules/nest': nest });
    expect(whyInstall(root)).toBeUndefined();
  });

  it.each([
    ['another version', { 'node_modules/nest': { ...nest, version: '12.0.1' } }],
    ['another content', { 'node_modules/nest': { ...nest, integrity: 'sha512-other' } }],
    ['one package more', { 'node_modules/nest': nest, 'node_modules/rxjs': nest }],
    ['one package less', {}],
  ])('wants one when a newer lock file asks for %s', (_name, packages) => {
    locked(LATER, packages);
    installed(EARLIER, { 'node_modules/nest': nest });
    expect(whyInstall(root)).toBe('package-lock.json has changed since the last installation');
  });

  it('wants none when the newer lock file asks for the same', () => {
    locked(LATER, { 'node_modules/nest': nest, 'node_modules/fsevents': fsevents });
    installed(EARLIER, { 'node_modules/nest': nest });
    expect(whyInstall(root)).toBeUndefined();
  });
});

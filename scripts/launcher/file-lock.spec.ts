import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { withFileLock } from './file-lock.mjs';

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'file-lock-'))));
afterEach(() => rmSync(folder, { recursive: true }));

const lock = () => join(folder, 'below/install.lock');
const nobodyWaits = { onWait: () => expect('waiting').toBe('not needed') };

describe('withFileLock', () => {
  it('holds the lock during the work and gives it back', async () => {
    const during = await withFileLock(lock(), nobodyWaits, () => existsSync(lock()));
    expect([during, existsSync(lock())]).toEqual([true, false]);
  });

  it('gives the lock back when the work fails', async () => {
    const failing = withFileLock(lock(), nobodyWaits, () => Promise.reject(new Error('no disk')));
    await expect(failing).rejects.toThrow('no disk');
    expect(existsSync(lock())).toBe(false);
  });

  it('waits for a living process, and tells once for which', async () => {
    const other = spawn(process.execPath, ['-e', 'process.stdin.resume()'], {
      stdio: ['pipe', 'ignore', 'ignore'],
    });
    await withFileLock(lock(), nobodyWaits, () => undefined);
    writeFileSync(lock(), String(other.pid));
    const waitedFor: number[] = [];
    const onWait = (pid: number) => {
      waitedFor.push(pid);
      other.kill();
    };
    await withFileLock(lock(), { onWait }, () => undefined);
    expect(waitedFor).toEqual([other.pid]);
  });

  it('ignores a lock whose process is gone', async () => {
    const gone = spawnSync(process.execPath, ['-e', '']).pid;
    await withFileLock(lock(), nobodyWaits, () => undefined);
    writeFileSync(lock(), String(gone));
    expect(await withFileLock(lock(), nobodyWaits, () => 'done')).toBe('done');
  });
});

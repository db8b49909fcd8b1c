import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { ROOT } from '../support/processes';

/** Exit code and output of `npm run simulate`. A process of its own is faster than a test, whose heap is full of other tests. */
export function runSimulator(...args: string[]): Promise<{ code: number; output: string }> {
  const program = ['-r', './test/items-api/support/typescript.cjs', join('test/simulation', 'main.ts')];
  return new Promise((resolve) => {
    execFile(process.execPath, [...program, ...args], { cwd: ROOT }, (error, stdout) => {
      resolve({ code: error === null ? 0 : Number(error.code ?? 1), output: stdout });
    });
  });
}

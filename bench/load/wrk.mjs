import { execFile } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { which } from '../which.mjs';

const SCRIPT = join(import.meta.dirname, 'wrk.lua');
const run = promisify(execFile);

/** Load made by wrk: one thread, written in C, so that it takes the least of the shared core; it knows whole seconds only. */
export const wrk = {
  name: 'wrk',
  missing: () => which('wrk') === undefined,
  async apply({ url, exchanges, connections, seconds, directory, signal }) {
    const paths = join(mkdtempSync(join(directory, 'load-')), 'paths');
    writeFileSync(paths, exchanges.map(({ path }) => path).join('\n'));
    const [{ method, body, headers = {} }] = exchanges;
    const fields = Object.entries(headers).map(([name, value]) => `--header=${name}: ${value}`);
    const settings = [
      `--connections=${connections}`,
      `--duration=${seconds}s`,
      `--script=${SCRIPT}`,
      ...fields,
    ];
    const args = ['--threads=1', ...settings, url, '--', method, String(body.length), paths];
    const { stdout, stderr } = await run(which('wrk'), args, { signal });
    return readReport(stdout, stderr);
  },
};

/** Reads the output of the script into the units of the report: seconds and milliseconds. */
export function readReport(stdout, stderr = '') {
  const line = /^JSON (.*)$/m.exec(stdout);
  if (!line) throw new Error(`wrk gave no report, but this:\n${stdout}${stderr}`);
  const { requests, micros, p50, p99, ...failures } = JSON.parse(line[1]);
  return { requests, seconds: micros / 1e6, p50: p50 / 1000, p99: p99 / 1000, failures };
}

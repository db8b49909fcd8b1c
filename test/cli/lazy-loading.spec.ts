import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { ROOT } from '../support/processes';

const PROGRAM = `
const { run } = require('./apps/gateway/src/cli/run.ts');
const { processTerminal } = require('./apps/gateway/src/cli/process.terminal.ts');
const before = new Set(Object.keys(require.cache));
run(process.argv.slice(1), processTerminal({ ADMIN_PORT: '1' }), '1.2.3').then(() => {
  const packages = Object.keys(require.cache).map((file) => /node_modules\\/((?:@[^/]+\\/)?[^/]+)/.exec(file)?.[1]);
  process.stderr.write('\\n' + JSON.stringify([...new Set(packages)].filter(Boolean)));
});
`;

/** The packages that a command line has loaded, beside what compiles the sources for this test. */
function packagesOf(...args: string[]): string[] {
  const typescript = join(ROOT, 'test/items-api/support/typescript.cjs');
  const program = spawnSync(process.execPath, ['-r', typescript, '-e', PROGRAM, '--', ...args], {
    cwd: ROOT,
  });
  const loaded = JSON.parse(program.stderr.toString().split('\n').at(-1)!) as string[];
  return loaded.filter((name) => !name.startsWith('@swc/'));
}

describe('the command line', () => {
  it.each([
    ['--version', []],
    ['--help', []],
    ['drain --help', []],
    ['chek', []],
    ['status', []],
    ['health', []],
    ['health examples/stateful-items.yaml', ['yaml']],
  ])('loads what it needs and no more for "%s"', (line, packages) => {
    expect(packagesOf(...line.split(' ')).sort()).toEqual(['commander', ...packages].sort());
  });
});

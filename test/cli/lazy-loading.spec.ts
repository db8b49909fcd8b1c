import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { dependencies } from '../../package.json';
import { ROOT } from '../support/processes';

const PROGRAM = `
const { run } = require('./apps/gateway/src/cli/run.ts');
const { processTerminal } = require('./apps/gateway/src/cli/process-terminal.ts');
run(process.argv.slice(1), processTerminal(JSON.parse(process.env.OF_THE_TERMINAL)), '1.2.3').then(() => {
  const packages = Object.keys(require.cache).map((file) => /node_modules\\/((?:@[^/]+\\/)?[^/]+)/.exec(file)?.[1]);
  process.stderr.write('\\n' + JSON.stringify([...new Set(packages)].filter(Boolean)));
  process.exit();
});
`;

/** The packages that a command line has loaded, beside what compiles the sources for this test. */
function packagesOf(line: string, terminal: Record<string, string>): string[] {
  const typescript = join(ROOT, 'test/items-api/support/typescript.cjs');
  const program = spawnSync(process.execPath, ['-r', typescript, '-e', PROGRAM, '--', ...line.split(' ')], {
    cwd: ROOT,
    env: { ...process.env, OF_THE_TERMINAL: JSON.stringify(terminal) },
  });
  const loaded = JSON.parse(program.stderr.toString().split('\n').at(-1)!) as string[];
  return loaded.filter((name) => !name.startsWith('@swc/')).sort();
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
    expect(packagesOf(line, { ADMIN_PORT: '1' })).toEqual(['commander', ...packages].sort());
  });

  it('starts a gateway without what its configuration does not ask for', () => {
    const loaded = packagesOf('start', { PORT: '0', ADMIN_PORT: '0' });
    expect(Object.keys(dependencies).filter((name) => !loaded.includes(name))).toEqual([
      '@opentelemetry/exporter-trace-otlp-http',
      '@opentelemetry/resources',
      '@opentelemetry/sdk-trace-node',
      'ajv',
      'ajv-formats',
      'class-transformer',
      'cli-table3',
      'kysely',
      'pg',
      'pino-pretty',
      'redis',
    ]);
    expect(loaded.filter((name) => name.startsWith('@redis/'))).toEqual([]);
  });
});

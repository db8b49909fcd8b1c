import { cpSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { buildBeforeAll } from '../e2e/build-once';
import { aFolder } from '../reload/support/file-gateway';
import { Processes, ROOT } from '../support/processes';

const processes = new Processes();
afterEach(() => processes.endAll());

describe('npx load-distributer', () => {
  buildBeforeAll();

  it('runs the program of this folder', async () => {
    const running = processes.start('npx', ['load-distributer', 'check', 'examples/stateful-items.yaml']);
    expect(await running.ended).toEqual({ code: 0, signal: null });
    expect(running.output).toContain('/items  →  items, to the owner by items');
  });

  it('passes on how the command ended', async () => {
    const running = processes.start('npx', ['load-distributer', 'chek']);
    expect(await running.ended).toEqual({ code: 2, signal: null });
    expect(running.output).toContain('Did you mean check?');
  });
});

describe('a program whose output has no reader at the end', () => {
  buildBeforeAll();

  it('has nothing to complain of', async () => {
    const command = 'set -o pipefail; node bin/load-distributer.js --help | true';
    const running = processes.start('bash', ['-c', command]);
    expect(await running.ended).toEqual({ code: 0, signal: null });
    expect(running.output).not.toContain('EPIPE');
  });
});

describe('a program that was not built', () => {
  it('says how to build it', async () => {
    const folder = aFolder();
    mkdirSync(join(folder, 'bin'));
    cpSync(join(ROOT, 'bin/load-distributer.js'), join(folder, 'bin/load-distributer.js'));
    const running = processes.start(process.execPath, [join(folder, 'bin/load-distributer.js'), 'check']);
    expect(await running.ended).toEqual({ code: 1, signal: null });
    expect(running.output).toContain('npm run build');
  });
});

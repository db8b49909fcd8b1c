import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Child } from './child.mjs';
import { itemsApi } from './programs.mjs';

const ENOUGH = 10_000;

let folder: string;
let children: Child[];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'child-'));
  children = [];
});
afterEach(async () => {
  for (const child of children) child.kill();
  await Promise.all(children.map((child) => child.ended));
  rmSync(folder, { recursive: true });
});

/** Runs a script, resolves once it has written "ready", and keeps its lines. */
async function aChild(script: string) {
  const entry = join(folder, 'program.cjs');
  writeFileSync(entry, `${script}\nconsole.log('ready');`);
  const lines: string[] = [];
  const ready = new EventTarget();
  const output = {
    fromProcess: (_name: string, line: string) => {
      lines.push(line);
      if (line === 'ready') ready.dispatchEvent(new Event('ready'));
    },
  };
  const isReady = once(ready, 'ready');
  const program = { ...itemsApi(8000, '127.0.0.1'), entry };
  const child = new Child(program, output as unknown as ConstructorParameters<typeof Child>[1]);
  children.push(child);
  await Promise.race([isReady, child.ended]);
  return { child, lines };
}

const staysAlive = 'setInterval(() => {}, 1000);';

describe('Child', () => {
  it('runs the script with the environment of its program', async () => {
    const { child, lines } = await aChild('console.log(process.env.PORT, process.env.HOST);');
    await child.ended;
    expect(lines).toEqual(['8000 127.0.0.1', 'ready']);
  });

  it('tells the exit code and the last ten lines of stderr', async () => {
    const { child } = await aChild('for (let i = 1; i <= 12; i++) console.error(i); process.exitCode = 3;');
    const ending = await child.ended;
    expect(ending).toMatchObject({ code: 3, signal: null, asked: false });
    expect(ending.lastLines).toEqual(['3', '4', '5', '6', '7', '8', '9', '10', '11', '12']);
    expect(child.gone.aborted).toBe(true);
  });

  it('tells the signal that ended it', async () => {
    const { child } = await aChild(staysAlive);
    process.kill(child.pid!, 'SIGKILL');
    expect(await child.ended).toMatchObject({ code: null, signal: 'SIGKILL', asked: false });
  });

  it('ends by itself when asked to stop', async () => {
    const { child } = await aChild(`process.on('SIGTERM', () => process.exit(0)); ${staysAlive}`);
    expect(await child.stop(ENOUGH)).toBe(true);
    expect(await child.ended).toMatchObject({ code: 0, asked: true });
  });

  it('is killed when it does not stop in time', async () => {
    const { child } = await aChild(`process.on('SIGTERM', () => {}); ${staysAlive}`);
    expect(await child.stop(50)).toBe(false);
    expect(await child.ended).toMatchObject({ signal: 'SIGKILL', asked: true });
  });

  it('takes along what it started itself', async () => {
    const grandchild = `require('child_process').spawn(process.execPath, ['-e', ${JSON.stringify(staysAlive)}], { stdio: 'inherit' });`;
    const { child } = await aChild(`${grandchild} ${staysAlive}`);
    process.kill(child.pid!, 'SIGKILL');
    // The grandchild holds the pipes, so an ending tells that it is gone as well.
    expect(await child.ended).toMatchObject({ signal: 'SIGKILL' });
  });

  it('does not stay alive for the sake of the channel to the launcher', async () => {
    const { child } = await aChild('');
    expect(await child.ended).toMatchObject({ code: 0, signal: null });
  });
});

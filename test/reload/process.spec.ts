import { once } from 'node:events';
import { createServer } from 'node:net';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { closedAfterTest } from '../support/closing';
import { Processes, ROOT } from '../support/processes';
import { aFolder, textOf } from './support/file-gateway';

const SOURCES = ['-r', join(ROOT, 'test/items-api/support/typescript.cjs'), 'apps/gateway/src/main.ts'];

const processes = new Processes();
afterEach(() => processes.endAll());

/** A file that has every request answered with this text. */
const answering = (body: string): string =>
  textOf({ pools: { main: { backends: [] } }, routes: [{ path: '/', respond: { status: 200, body } }] });

async function aProcess(content: string) {
  const file = join(aFolder(), 'gateway.yaml');
  writeFileSync(file, content);
  const running = processes.start(process.execPath, SOURCES, { GATEWAY_CONFIG: file });
  await running.untilOutput(new RegExp(`configuration: ${file}`));
  const [, url] = await running.untilOutput(/gateway listening on ([^\s"]+)/);
  await running.untilOutput(/admin listening on/);
  const text = async (): Promise<string> => (await fetch(url)).text();
  return { file, running, text };
}

describe('the process', () => {
  it('reads its file again on SIGHUP, and says so', async () => {
    const { file, running, text } = await aProcess(answering('before'));
    expect(await text()).toBe('before');
    writeFileSync(file, answering('after'));
    running.signal('SIGHUP');
    await running.untilOutput(/The configuration was reloaded from \S+gateway\.yaml \(requested by SIGHUP\)/);
    expect(await text()).toBe('after');
  });

  it('reads it again when it changes', async () => {
    const { file, running, text } = await aProcess(answering('before'));
    writeFileSync(file, answering('after'));
    await running.untilOutput(/requested by a change of the file/);
    expect(await text()).toBe('after');
  });

  it('tells every mistake in a bad file, goes on with the one before, and stops when told to', async () => {
    const { file, running, text } = await aProcess(answering('before'));
    writeFileSync(file, 'listen: { prot: 1 }\nadmin: { port: many }\n');
    running.signal('SIGHUP');
    await running.untilOutput(/The gateway continues with the current configuration/);
    expect(running.output).toContain('gateway.yaml:1:11 listen.prot: found unknown key \\"prot\\"');
    expect(running.output).toContain('gateway.yaml:2:16 admin.port: found \\"many\\"');
    expect(await text()).toBe('before');
    running.signal('SIGTERM');
    expect(await running.ended).toEqual({ code: 0, signal: null });
  });

  it('says which address is taken, and what to set instead', async () => {
    const holder = createServer().listen(0, '127.0.0.1');
    closedAfterTest(holder);
    await once(holder, 'listening');
    const { port } = holder.address() as { port: number };
    const file = join(aFolder(), 'gateway.yaml');
    writeFileSync(file, textOf({ listen: { port } }));
    const running = processes.start(process.execPath, SOURCES, { GATEWAY_CONFIG: file });
    expect(await running.ended).toEqual({ code: 1, signal: null });
    expect(JSON.parse(running.output)).toMatchObject({
      level: 'fatal',
      msg:
        `gateway cannot start: cannot listen on 127.0.0.1 port ${port}: another process listens there. ` +
        'Set listen.port, or PORT in the environment, to a free one.',
    });
  });
});

import { writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { type AddressInfo } from 'node:net';
import { once } from 'node:events';
import { join } from 'node:path';
import { aFolder, textOf } from '../reload/support/file-gateway';
import { closedAfterTest } from '../support/closing';
import { Processes, ROOT } from '../support/processes';

const processes = new Processes();
afterEach(() => processes.endAll());

const TYPESCRIPT = join(ROOT, 'test/items-api/support/typescript.cjs');
const SOUND = textOf({ pools: { main: { backends: ['127.0.0.1:1'] } } });

/** A gateway from this file; `also` is run in its process as it starts. */
function aProcess(content: string, also = '') {
  const folder = aFolder();
  const file = join(folder, 'gateway.yaml');
  const extra = join(folder, 'extra.cjs');
  writeFileSync(file, content);
  writeFileSync(extra, also);
  const args = ['-r', TYPESCRIPT, '-r', extra, 'apps/gateway/src/main.ts'];
  return processes.start(process.execPath, args, { GATEWAY_CONFIG: file });
}

/** Every line, each of which is an entry of the log. */
function entriesIn(output: string) {
  const lines = output.split('\n').filter(Boolean);
  return lines.map((line) => JSON.parse(line) as { level: string; context: string; msg: string });
}

describe('the output of a gateway that is no terminal', () => {
  it('is JSON from the first line to the last', async () => {
    const running = aProcess(
      SOUND,
      "setTimeout(() => process.emitWarning('old ways', 'DeprecationWarning'), 10)",
    );
    await running.untilOutput(/admin listening on/);
    await running.untilOutput(/old ways/);
    running.signal('SIGTERM');
    expect(await running.ended).toEqual({ code: 0, signal: null });
    const entries = entriesIn(running.output);
    expect(entries).toContainEqual(
      expect.objectContaining({ level: 'warn', context: 'Node', msg: 'DeprecationWarning: old ways' }),
    );
    expect(entries.filter(({ context }) => context === 'Program').map(({ msg }) => msg)).toEqual([
      expect.stringMatching(/^configuration: /),
      expect.stringMatching(/^gateway listening on http/),
      expect.stringMatching(/^admin listening on http/),
      expect.stringMatching(/^SIGTERM: /),
    ]);
  });

  it('is JSON when several processes write it', async () => {
    const running = aProcess(JSON.stringify({ ...(JSON.parse(SOUND) as object), workers: 2 }));
    await running.untilOutput(/admin listening on/);
    running.signal('SIGTERM');
    await running.ended;
    expect(entriesIn(running.output).length).toBeGreaterThan(3);
  });

  it('is JSON when the configuration has mistakes', async () => {
    const running = aProcess('listen: { prot: 80 }\nadmin: { port: http }\n');
    expect(await running.ended).toEqual({ code: 1, signal: null });
    expect(entriesIn(running.output)).toMatchObject([
      {
        level: 'fatal',
        context: 'Program',
        msg: expect.stringContaining('2 errors in the configuration\n'),
      },
    ]);
  });

  it('is JSON when the port is taken', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    closedAfterTest({ close: () => void server.close() });
    const { port } = server.address() as AddressInfo;
    const running = aProcess(
      textOf({ listen: { port }, log: { level: 'silent' }, pools: { main: { backends: [] } } }),
    );
    expect(await running.ended).toEqual({ code: 1, signal: null });
    expect(entriesIn(running.output)).toMatchObject([
      {
        level: 'fatal',
        msg: expect.stringContaining(`gateway cannot start: cannot listen on 127.0.0.1 port ${port}`),
      },
    ]);
  });

  it.each(['throw new Error("broken")', 'Promise.reject(new Error("broken"))', 'throw "broken"'])(
    'is JSON when the process ends by an error: %s',
    async (fault) => {
      const running = aProcess(SOUND, `setTimeout(() => { ${fault} }, 0)`);
      expect(await running.ended).toEqual({ code: 1, signal: null });
      expect(entriesIn(running.output).at(-1)).toMatchObject({
        level: 'fatal',
        context: 'Node',
        msg: 'broken',
      });
    },
  );
});

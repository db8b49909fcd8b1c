import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { launch } from '../../scripts/launcher/launch.mjs';
import { itemsApi } from '../../scripts/launcher/programs.mjs';
import { freePorts, isFree } from '../support/processes';

const SERVES = `const server = require('node:http').createServer((request, response) => {
  if (request.url === '/die') throw new Error('out of memory');
  response.end();
}).listen(process.env.PORT, '127.0.0.1');`;

let folder: string;
let ports: number[];
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'launch-'));
  ports = await freePorts(2);
});
afterEach(async () => {
  rmSync(folder, { recursive: true });
  expect(await Promise.all(ports.map(isFree))).toEqual([true, true]);
});

/** Launches a backend and, in front of it, a vital program; `onReady` is called when both serve. */
async function launched(options: {
  back?: string;
  front?: string;
  grace?: number;
  readyWithin?: number;
  onReady?: () => void;
}) {
  const said: string[] = [];
  const stopping = new AbortController();
  const output = {
    introduce: () => undefined,
    say: (line: string) => said.push(line),
    alert: (line: string) => said.push(line),
    fromProcess: (name: string, line: string) => said.push(`${name} | ${line}`),
  };
  const program = (name: string, script: string, port: number, vital: boolean) => {
    const entry = join(folder, `${name}.cjs`);
    writeFileSync(entry, script);
    return { ...itemsApi(port, '127.0.0.1'), name, entry, vital };
  };
  const tiers = [
    [program('back', options.back ?? SERVES, ports[0], false)],
    [program('front', options.front ?? SERVES, ports[1], true)],
  ];
  const code = await launch(tiers, {
    output: output as unknown as Parameters<typeof launch>[1]['output'],
    stop: stopping.signal,
    onReady: options.onReady ?? (() => stopping.abort()),
    readyWithin: options.readyWithin,
    grace: options.grace,
  });
  return { code, said, text: said.join('\n') };
}

const die = (port: number) => void fetch(`http://127.0.0.1:${port}/die`).catch(() => undefined);

describe('launch', () => {
  it('ends with 0 when it is asked to stop', async () => {
    const { code, said } = await launched({});
    expect([code, said]).toEqual([0, ['Stopping; once more kills at once.']]);
  });

  it('stops the front before the backends', async () => {
    const tells = `${SERVES} process.on('SIGTERM', () => { console.log('stops'); process.exit(); });`;
    const { said } = await launched({ back: tells, front: tells });
    expect(said.filter((line) => line.endsWith('stops'))).toEqual(['front | stops', 'back | stops']);
  });

  it('kills who does not stop in time, and says so', async () => {
    const { code, text } = await launched({ back: `${SERVES} process.on('SIGTERM', () => {});`, grace: 100 });
    expect(code).toBe(0);
    expect(text).toContain('back did not end within 0.1 s and was killed.');
  });

  it('gives up with 1 when a program dies before it serves', async () => {
    const { code, text } = await launched({ back: "throw new Error('no such module')" });
    expect(code).toBe(1);
    expect(text).toMatch(
      /back \(process \d+\) ended by itself with exit code 1\.\n {2}Its last words on stderr:\n/,
    );
    expect(text).toContain('    Error: no such module');
    expect(text).not.toContain('front');
  });

  it('gives up with 1 when a program does not answer in time', async () => {
    const { code, text } = await launched({ back: 'setInterval(() => {}, 1000)', readyWithin: 300 });
    expect(code).toBe(1);
    expect(text).toContain(`back did not answer http://127.0.0.1:${ports[0]}/health/ready within 0.3 s.`);
  });

  it('ends everything with 1 when the vital program dies', async () => {
    const { code, text } = await launched({ onReady: () => die(ports[1]) });
    expect(code).toBe(1);
    expect(text).toMatch(/front \(process \d+\) ended by itself with exit code 1\./);
    expect(text).toContain('    Error: out of memory');
  });
});

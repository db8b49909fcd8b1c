import { holderOf } from '../../scripts/launcher/port-holder.mjs';
import { eventually } from '../support/eventually';
import { freePorts, isFree, Processes } from '../support/processes';
import { buildOnce } from './build-once';

const processes = new Processes();
let ports: number[];
let gateway: string;

beforeAll(buildOnce);
beforeEach(async () => {
  ports = await freePorts(6);
  gateway = `http://127.0.0.1:${ports[4]}`;
});
afterEach(async () => {
  await processes.endAll();
  await untilFree(ports);
});

async function started(...command: string[]) {
  return startedWith({}, ...command);
}

async function startedWith(env: Record<string, string>, ...command: string[]) {
  const [name, ...args] = command.length > 0 ? command : ['npm', 'start', '--'];
  const [port, adminPort] = ports.slice(4).map(String);
  const options = ['--ports', ports.slice(0, 4).join(), '--port', port, '--admin-port', adminPort];
  const running = processes.start(name, [...args, ...options], env);
  await running.untilOutput(/Ctrl-C stops them all/);
  return running;
}

/** What the launcher and its processes said, one line each; npm's own lines are left out. */
function saidIn(output: string): string {
  const lines = output.split('\n').filter((line) => line.startsWith('{'));
  return lines.map((line) => (JSON.parse(line) as { msg: string }).msg).join('\n');
}

async function pings(count: number): Promise<number[]> {
  const answers: number[] = [];
  for (let turn = 0; turn < count; turn++) {
    const { port } = (await (await fetch(`${gateway}/ping`)).json()) as { port: number };
    answers.push(port);
  }
  return answers;
}

/** Processes that lost their launcher take a moment to notice; the test's time-out is the limit. */
async function untilFree(taken: number[]): Promise<void> {
  await eventually(async () => expect(await Promise.all(taken.map(isFree))).not.toContain(false));
}

describe('npm start', () => {
  it('shows where everything is and what to try, once it serves', async () => {
    const output = saidIn((await started()).output);
    for (const port of ports.slice(0, 4)) {
      expect(output).toMatch(new RegExp(`^ {2}items-api:${port} +http://127\\.0\\.0\\.1:${port} `, 'm'));
    }
    expect(output).toMatch(new RegExp(`^ {2}gateway +${gateway} `, 'm'));
    expect(output).toMatch(new RegExp(`^ {2}admin +http://127\\.0\\.0\\.1:${ports[5]} `, 'm'));
    expect(output.match(/^ .*\bcurl .*$/gm)).toHaveLength(3);
    expect(await pings(5)).toEqual([...ports.slice(0, 4), ports[0]]);
  });

  it('says everything in lines of JSON where nobody looks at a terminal', async () => {
    const running = await started('node', 'scripts/start.mjs');
    running.signal('SIGTERM');
    await running.ended;
    const lines = running.output.split('\n').filter(Boolean);
    expect(lines.filter((line) => !line.startsWith('{"'))).toEqual([]);
    expect(new Set(lines.map((line) => (JSON.parse(line) as { process: string }).process))).toEqual(
      new Set(['launcher', 'gateway', ...ports.slice(0, 4).map((port) => `items-api:${port}`)]),
    );
  });

  it('runs the gateway in several processes when it is to', async () => {
    await startedWith({ WORKERS: '2' });
    for (const port of await pings(4)) expect(ports).toContain(port);
    const metrics = await fetch(`http://127.0.0.1:${ports[5]}/metrics`);
    expect(await metrics.text()).toMatch(/^load_distributer_workers 2$/m);
  });

  it('finds an item again at its owner, and nowhere else', async () => {
    await started();
    const item = { name: 'Item1', price: 10 };
    const created = await fetch(`${gateway}/items/?item_id=1`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(item),
    });
    expect(created.status).toBe(201);
    for (let turn = 0; turn < 5; turn++) {
      expect(await (await fetch(`${gateway}/items/1`)).json()).toEqual({ item_id: 1, ...item });
    }
    const direct = await Promise.all(
      ports.slice(0, 4).map((port) => fetch(`http://127.0.0.1:${port}/items/1`)),
    );
    expect(direct.map((response) => response.status)).toEqual([200, 404, 404, 404]);
  });

  it('has freed every port when it ends on Ctrl-C', async () => {
    const running = await started();
    running.signalGroup('SIGINT');
    await running.ended;
    expect(await Promise.all(ports.map(isFree))).toEqual(Array(6).fill(true));
  });

  it.each(['SIGINT', 'SIGTERM'] as const)('ends with 0 on %s when it runs without npm', async (signal) => {
    const running = await started('node', 'scripts/start.mjs');
    running.signal(signal);
    expect(await running.ended).toEqual({ code: 0, signal: null });
    expect(await Promise.all(ports.map(isFree))).toEqual(Array(6).fill(true));
  });

  it('frees every port on a SIGTERM that only npm gets', async () => {
    const running = await started();
    running.signal('SIGTERM');
    await running.ended;
    await untilFree(ports);
  });

  it('leaves no process behind when its terminal closes', async () => {
    const running = await started();
    running.signalGroup('SIGHUP');
    await running.ended;
    await untilFree(ports);
  });

  it('leaves no process behind when it is killed', async () => {
    const running = await started();
    running.signalGroup('SIGKILL');
    await running.ended;
    await untilFree(ports);
  });

  it('announces a backend that died, and goes on with the others', async () => {
    const running = await started();
    const { pid } = holderOf(ports[1])!;
    process.kill(pid, 'SIGKILL');
    await running.untilOutput(
      new RegExp(`items-api:${ports[1]} \\(process ${pid}\\) was ended by SIGKILL\\.`),
    );
    await running.untilOutput(/Nothing is restarted by itself\./);
    const answers = await pings(6);
    expect(answers.filter((port) => ![ports[0], ports[2], ports[3]].includes(port))).toEqual([]);
  });

  it('is not left by its gateway for a successor that it would not know', async () => {
    const running = await started();
    const { status } = await fetch(`http://127.0.0.1:${ports[5]}/api/upgrade`, { method: 'POST' });
    expect(status).toBe(409);
    await running.untilOutput(/No successor takes over: whoever has started this process would take its end/);
    expect(await pings(4)).toEqual(ports.slice(0, 4));
  });

  it('ends everything with 1 when the gateway dies', async () => {
    const running = await started();
    process.kill(holderOf(ports[4])!.pid, 'SIGKILL');
    expect((await running.ended).code).toBe(1);
    expect(saidIn(running.output)).toMatch(/^gateway \(process \d+\) was ended by SIGKILL\.$/m);
    expect(await Promise.all(ports.map(isFree))).toEqual(Array(6).fill(true));
  });
});

import { holderOf } from '../../scripts/launcher/port-holder.mjs';
import { eventually } from '../support/eventually';
import { freePorts, isFree, Processes, type RunningProcess } from '../support/processes';
import { buildBeforeAll } from './build-once';

const BACKENDS = 4;

const processes = new Processes();

buildBeforeAll();

/** A launcher, whose processes listen on ports of their own. */
class Launched {
  readonly gateway: string;

  private constructor(
    readonly running: RunningProcess,
    /** Of each items-api. */
    readonly backends: number[],
    readonly port: number,
    readonly adminPort: number,
  ) {
    this.gateway = `http://127.0.0.1:${port}`;
  }

  /** Resolves when all serve; `npm start` is the command when none is named. */
  static async start(backends: number, env: Record<string, string>, ...command: string[]): Promise<Launched> {
    const [name, ...args] = command.length > 0 ? command : ['npm', 'start', '--'];
    const [port, adminPort, ...ports] = await freePorts(2 + backends);
    const options = ['--ports', ports.join(), '--port', String(port), '--admin-port', String(adminPort)];
    const running = processes.start(name, [...args, ...options], env);
    await running.untilOutput(/Ctrl-C stops them all/);
    return new Launched(running, ports, port, adminPort);
  }

  get ports(): number[] {
    return [...this.backends, this.port, this.adminPort];
  }

  /** The ports of the backends that have answered so many requests. */
  async pings(count: number): Promise<number[]> {
    const answers: number[] = [];
    for (let turn = 0; turn < count; turn++) {
      const { port } = (await (await fetch(`${this.gateway}/ping`)).json()) as { port: number };
      answers.push(port);
    }
    return answers;
  }

  /** The output of the launcher and its processes, one line each; npm's own lines are left out. */
  get said(): string {
    const lines = this.running.output.split('\n').filter((line) => line.startsWith('{'));
    return lines.map((line) => (JSON.parse(line) as { msg: string }).msg).join('\n');
  }

  /** Processes that lost their launcher take a moment to notice. */
  async untilFree(): Promise<void> {
    await eventually(async () => expect(await Promise.all(this.ports.map(isFree))).not.toContain(false));
  }

  async expectFree(): Promise<void> {
    expect(await Promise.all(this.ports.map(isFree))).toEqual(this.ports.map(() => true));
  }
}

describe('npm start, as it runs,', () => {
  let launched: Launched;

  beforeAll(async () => (launched = await Launched.start(BACKENDS, {})));
  afterAll(async () => {
    await processes.endAll();
    await launched.untilFree();
  });

  it('shows where everything is and what to try, once it serves', async () => {
    const { said, backends, gateway, adminPort } = launched;
    for (const port of backends) {
      expect(said).toMatch(new RegExp(`^ {2}items-api:${port} +http://127\\.0\\.0\\.1:${port} `, 'm'));
    }
    expect(said).toMatch(new RegExp(`^ {2}gateway +${gateway} `, 'm'));
    expect(said).toMatch(new RegExp(`^ {2}admin +http://127\\.0\\.0\\.1:${adminPort} `, 'm'));
    expect(said.match(/^ .*\bcurl .*$/gm)).toHaveLength(3);
    expect(await launched.pings(5)).toEqual([...backends, backends[0]]);
  });

  it('finds an item again at its owner, and nowhere else', async () => {
    const { gateway, backends } = launched;
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
    const direct = await Promise.all(backends.map((port) => fetch(`http://127.0.0.1:${port}/items/1`)));
    expect(direct.map((response) => response.status).sort()).toEqual([200, 404, 404, 404]);
  });

  it('is not left by its gateway for a successor that it would not know', async () => {
    const { running, adminPort, backends } = launched;
    const { status } = await fetch(`http://127.0.0.1:${adminPort}/api/upgrade`, { method: 'POST' });
    expect(status).toBe(409);
    await running.untilOutput(
      /The new process cannot take over: the program that started this process would treat its exit/,
    );
    expect((await launched.pings(BACKENDS)).sort()).toEqual([...backends].sort());
  });

  it('announces a backend that died, and goes on with the others', async () => {
    const { running, backends } = launched;
    const { pid } = holderOf(backends[1])!;
    process.kill(pid, 'SIGKILL');
    await running.untilOutput(
      new RegExp(`items-api:${backends[1]} \\(process ${pid}\\) was ended by SIGKILL\\.`),
    );
    await running.untilOutput(/Nothing is restarted by itself\./);
    expect(await launched.pings(6)).not.toContain(backends[1]);
  });
});

describe('npm start', () => {
  let launched: Launched;

  afterEach(async () => {
    await processes.endAll();
    await launched.untilFree();
  });

  const start = async (...command: string[]) => (launched = await Launched.start(1, {}, ...command)).running;

  it('runs the gateway in several processes when it is to', async () => {
    launched = await Launched.start(1, { WORKERS: '2' });
    expect(await launched.pings(2)).toEqual([launched.backends[0], launched.backends[0]]);
    const metrics = await fetch(`http://127.0.0.1:${launched.adminPort}/metrics`);
    expect(await metrics.text()).toMatch(/^load_distributer_workers 2$/m);
  });

  it('has freed every port when it ends on Ctrl-C', async () => {
    const running = await start();
    running.signalGroup('SIGINT');
    await running.ended;
    await launched.expectFree();
  });

  it.each(['SIGINT', 'SIGTERM'] as const)('ends with 0 on %s when it runs without npm', async (signal) => {
    const running = await start('node', 'scripts/start.mjs');
    running.signal(signal);
    expect(await running.ended).toEqual({ code: 0, signal: null });
    await launched.expectFree();
    // It says everything in lines of JSON, since no one looks at a terminal.
    const lines = running.output.split('\n').filter(Boolean);
    expect(lines.filter((line) => !line.startsWith('{"'))).toEqual([]);
    expect(new Set(lines.map((line) => (JSON.parse(line) as { process: string }).process))).toEqual(
      new Set(['launcher', 'gateway', `items-api:${launched.backends[0]}`]),
    );
  });

  it('frees every port on a SIGTERM that only npm gets', async () => {
    const running = await start();
    running.signal('SIGTERM');
    await running.ended;
    await launched.untilFree();
  });

  it.each([
    ['its terminal closes', 'SIGHUP'],
    ['it is killed', 'SIGKILL'],
  ] as const)('leaves no process behind when %s', async (_, signal) => {
    const running = await start();
    running.signalGroup(signal);
    await running.ended;
    await launched.untilFree();
  });

  it('ends everything with 1 when the gateway dies', async () => {
    const running = await start();
    process.kill(holderOf(launched.port)!.pid, 'SIGKILL');
    expect((await running.ended).code).toBe(1);
    expect(launched.said).toMatch(/^gateway \(process \d+\) was ended by SIGKILL\.$/m);
    await launched.expectFree();
  });
});

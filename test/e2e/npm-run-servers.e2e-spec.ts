import { freePorts, isFree, Processes } from '../support/processes';
import { buildBeforeAll } from './build-once';

const processes = new Processes();
buildBeforeAll();
afterEach(() => processes.endAll());

const npmRunServers = (...options: string[]) => processes.start('npm', ['run', 'servers', '--', ...options]);

describe('npm run servers', () => {
  it('runs an items-api on each port until Ctrl-C', async () => {
    const ports = await freePorts(2);
    const running = npmRunServers('--ports', ports.join());
    await running.untilOutput(/Ctrl-C stops them all/);
    for (const port of ports) {
      expect(await (await fetch(`http://127.0.0.1:${port}/ping`)).json()).toEqual({ port });
    }

    running.signalGroup('SIGINT');
    await running.ended;
    expect(await Promise.all(ports.map(isFree))).toEqual([true, true]);
  });

  it('refuses a mistyped option, shows the allowed ones and ends with 2', async () => {
    const running = npmRunServers('--prots', '8000-8003');
    expect((await running.ended).code).toBe(2);
    expect(running.output).toContain('Unknown option --prots. Allowed: --ports, --host, --help.');
  });

  it('explains itself with --help', async () => {
    const running = npmRunServers('--help');
    expect((await running.ended).code).toBe(0);
    expect(running.output).toContain(
      '--ports <list>    a range, a comma-separated list, or both (8000-8003)',
    );
  });
});

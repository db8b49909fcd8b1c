import { readFileSync } from 'node:fs';
import { eventually } from '../test/support/eventually';
import { Processes } from '../test/support/processes';

const processes = new Processes();
afterEach(() => processes.endAll());

/** The processes that these have started and that are still there. */
function childrenOf(pid: number): string[] {
  return readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ').filter(Boolean);
}

const isThere = (pid: string): boolean => {
  try {
    return process.kill(Number(pid), 0);
  } catch {
    return false;
  }
};

describe('noise', () => {
  it('ends with the command that it is made beside, and as that does', async () => {
    const running = processes.start('node', ['scripts/noise.mjs', 'node', '-e', 'process.exit(3)']);
    expect(await running.ended).toEqual({ code: 3, signal: null });
  });

  it('ends with the command, however that ends', async () => {
    const running = processes.start('node', ['scripts/noise.mjs', 'sleep', '1000']);
    await eventually(() => expect(childrenOf(running.pid)).toHaveLength(3));
    const children = childrenOf(running.pid);
    running.signal('SIGKILL');
    await eventually(() => expect(children.filter(isThere)).toHaveLength(1));
  });
});

import processes from 'node:child_process';
import { WorkerForks } from '../../apps/gateway/src/workers/primary/worker-forks';
import { FakeClock } from '../support/fake-clock';

const { fork } = processes;

it('says why no process comes of a worker, as when Node is not where it was', async () => {
  const nothing = undefined as never;
  const forks = new WorkerForks(nothing, nothing, nothing, nothing, new FakeClock());
  const moved = (path: string | URL, options?: object) =>
    fork(path, { ...options, execPath: '/nowhere/node' });
  jest.spyOn(processes, 'fork').mockImplementationOnce(moved);
  await expect(forks.start(0, 1)).rejects.toMatchObject({ code: 'ENOENT' });
});

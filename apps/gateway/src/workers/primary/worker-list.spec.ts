import { type RollingRestart } from './rolling-restart';
import { FleetList } from './worker-list';
import { type WorkerFleet } from './worker-fleet';
import { type WorkerLinks } from './worker-links';
import { type WorkerProcess } from './worker-process';

const STARTED = { startedAt: Date.parse('2026-01-02T03:04:05Z') };

function listOf(...workers: Partial<WorkerProcess>[]) {
  const links = { all: workers } as unknown as WorkerLinks;
  return new FleetList(links, { size: 2 } as WorkerFleet, undefined as unknown as RollingRestart).list();
}

describe('WorkerList', () => {
  it('tells of each worker what it has told of itself', () => {
    const counts = (inFlight: number) => ({ inFlight }) as never;
    const figures = { backends: [counts(2), counts(3)], cpu: 1.5, memory: 4096 };
    expect(listOf({ ...STARTED, place: 0, pid: 7, isServing: true, figures })).toEqual({
      wanted: 2,
      workers: [
        {
          ...{ place: 0, pid: 7, state: 'serving', startedAt: '2026-01-02T03:04:05.000Z' },
          ...{ cpuSeconds: 1.5, residentBytes: 4096, inFlight: 5 },
        },
      ],
    });
  });

  it('knows nothing of one that has told nothing yet', () => {
    expect(listOf({ ...STARTED, place: 0, pid: 7 }).workers).toEqual([
      expect.objectContaining({ state: 'starting', cpuSeconds: null, residentBytes: null, inFlight: null }),
    ]);
  });

  it('has who takes a place beside who leaves it', () => {
    const { workers } = listOf(
      { ...STARTED, place: 0, pid: 1, isStopping: true },
      { ...STARTED, place: 1, pid: 2, isServing: true },
      { ...STARTED, place: 0, pid: 3, isServing: true },
    );
    expect(workers.map(({ place, pid, state }) => [place, pid, state])).toEqual([
      [0, 1, 'stopping'],
      [0, 3, 'serving'],
      [1, 2, 'serving'],
    ]);
  });
});

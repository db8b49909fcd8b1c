import { FakeClock } from '../../../../../test/support/fake-clock';
import { WorkerSlot } from './worker-slot';
import { type WorkerEnding, type WorkerProcess } from './worker-process';

/** A worker whose requests end when the test says so. */
class FakeWorker {
  readonly age = 60_000;
  readonly kill = jest.fn();
  end!: (ending: WorkerEnding) => void;
  finish!: (isClean: boolean) => void;
  readonly ended = new Promise<WorkerEnding>((resolve) => (this.end = resolve));
  private readonly finished = new Promise<boolean>((resolve) => (this.finish = resolve));
  readonly stop = jest.fn(() => this.finished);
}

/** A place, and the workers that were started for it, each of which comes when it is let in. */
function aPlace() {
  const clock = new FakeClock();
  const starting: ((worker: WorkerProcess) => void)[] = [];
  const start = (): Promise<WorkerProcess> => new Promise((resolve) => starting.push(resolve));
  const place = new WorkerSlot(0, { clock, start, lost: () => undefined, failed: () => undefined });
  const letIn = async (): Promise<FakeWorker> => {
    const worker = new FakeWorker();
    starting.shift()!(worker as unknown as WorkerProcess);
    await settled();
    return worker;
  };
  return { clock, place, letIn };
}

const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

it('ends when the requests of the worker that was replaced have ended, too', async () => {
  const { place, letIn } = aPlace();
  void place.fill();
  const before = await letIn();
  void place.fill(1_000);
  const present = await letIn();
  const ended = jest.fn();
  void place.close(1_000).then(ended);
  present.finish(true);
  await settled();
  expect(ended).not.toHaveBeenCalled();
  before.finish(false);
  await settled();
  expect(ended).toHaveBeenCalledWith(false);
});

it('keeps the worker that a restart has put here while another one came for one that was lost', async () => {
  const { clock, place, letIn } = aPlace();
  void place.fill();
  const lost = await letIn();
  void place.fill(1_000);
  lost.end({ code: 1, signal: null });
  await settled();
  clock.advance(0);
  const present = await letIn();
  const late = await letIn();
  expect(late.kill).toHaveBeenCalled();
  expect(present.stop).not.toHaveBeenCalled();
  expect(place.present).toBe(present);
});

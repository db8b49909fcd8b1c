import { deserialize, serialize } from 'node:v8';
import { IpcLink } from '../../../apps/gateway/src/platform/ipc/ipc-link';
import { type Frame, type IpcChannel } from '../../../apps/gateway/src/platform/ipc/ipc-channel';
import { type WorkerLinks } from '../../../apps/gateway/src/workers/primary/worker-links';
import { type WorkerProcess } from '../../../apps/gateway/src/workers/primary/worker-process';
import { type PrimaryLink, type ToPrimary, type ToWorker } from '../../../apps/gateway/src/workers/topics';
import { Deadlines } from '../../../apps/gateway/src/platform/deadlines';
import { SystemClock } from '../../../apps/gateway/src/platform/system-clock';

/** One end of a channel in this process: messages arrive later, and as a copy, as between two processes. */
class LocalChannel implements IpcChannel {
  other!: LocalChannel;
  private take: (frames: readonly Frame[]) => void = () => undefined;

  async send(frames: readonly Frame[]): Promise<void> {
    const copy = deserialize(serialize(frames)) as Frame[];
    setImmediate(() => this.other.take(copy));
    return Promise.resolve();
  }

  receive(take: (frames: readonly Frame[]) => void): void {
    this.take = take;
  }
}

/** Two ends that are linked to each other. */
export function aChannel(): [IpcChannel, IpcChannel] {
  const [one, other] = [new LocalChannel(), new LocalChannel()];
  one.other = other;
  other.other = one;
  return [one, other];
}

/** A worker without a process of its own: the primary's end of its line is among `links`, and this is its own. */
export function aLinkedWorker(links: WorkerLinks): { link: PrimaryLink; leave: () => void } {
  const [own, primary] = aChannel();
  const deadlines = new Deadlines(new SystemClock());
  const worker = { link: new IpcLink<ToWorker, ToPrimary>(primary, deadlines) } as unknown as WorkerProcess;
  links.add(worker);
  return { link: new IpcLink<ToPrimary, ToWorker>(own, deadlines), leave: () => links.remove(worker) };
}

/** Resolves when all messages in both directions have arrived. */
export async function allSaid(link: PrimaryLink): Promise<void> {
  // This has no handler, but all earlier messages have arrived by then.
  await link.request('endRequest' as never, '' as never).catch(() => undefined);
  await new Promise((resolve) => setImmediate(() => setImmediate(resolve)));
}

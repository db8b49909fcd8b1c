import { type Frame, type IpcChannel } from '../../../apps/gateway/src/platform/ipc/ipc-channel';
import { Deadlines } from '../../../apps/gateway/src/platform/deadlines';
import { IpcLink } from '../../../apps/gateway/src/platform/ipc/ipc-link';
import { type Random } from '../../../apps/gateway/src/platform/random';
import { type SimulatedProcess } from './simulated-process';
import { type VirtualTime } from './virtual-time';
import { Wire } from './wire';

/** The two ends of a channel between processes. Both close when one of the processes dies. */
export function linkedProcesses<One extends IpcLink<never, never>, Other extends IpcLink<never, never>>(
  time: VirtualTime,
  random: Random,
  one: SimulatedProcess,
  other: SimulatedProcess,
): [One, Other] {
  const [there, back] = [new Wire(time, random), new Wire(time, random)];
  const takers: ((frames: readonly Frame[]) => void)[] = [];
  const channel = (own: number, wire: Wire, receiver: SimulatedProcess): IpcChannel => ({
    send: (frames) => {
      // A message to another process is a copy.
      const copy = structuredClone(frames);
      wire.send(() => receiver.isAlive && takers[1 - own](copy));
      return Promise.resolve();
    },
    receive: (take) => void (takers[own] = take),
  });
  const links = [
    new IpcLink(channel(0, there, other), new Deadlines(one)),
    new IpcLink(channel(1, back, one), new Deadlines(other)),
  ];
  const close = (): void => {
    // Earlier messages arrive first.
    for (const [wire, link] of [[there, links[1]] as const, [back, links[0]] as const])
      wire.send(() => link.close());
  };
  one.onDeath(close);
  other.onDeath(close);
  return links as unknown as [One, Other];
}

import { type ChildProcess } from 'node:child_process';
import { type Clock } from '../../ports/clock';

/** Within this time what a process said before its end is read. */
const LAST_WORDS_MS = 100;

/** What node:cluster says to a worker, and a worker to it. */
interface ClusterMessage {
  readonly cmd?: string;
  readonly act?: string;
  readonly seq?: number;
  readonly ack?: number;
}

/** A connection that a client has opened. */
interface Handle {
  close(): void;
}

/**
 * Saves connections that were on their way to a worker which has ended before it took them: node:cluster waits for its
 * word for ever, and so would the client. They are given back as if the worker had declined them, and node:cluster hands
 * each to another one.
 *
 * @param hasOthers whether there is anybody to take them; else they are closed.
 */
export function rescueHandoffs(worker: ChildProcess, clock: Clock, hasOthers: () => boolean): void {
  const underWay = new Map<number, Handle>();
  const send = worker.send.bind(worker) as (...parameters: unknown[]) => boolean;
  const watched = (message: ClusterMessage, handle?: Handle, ...rest: unknown[]): boolean => {
    if (message.act === 'newconn' && message.cmd === 'NODE_CLUSTER' && handle !== undefined)
      underWay.set(message.seq!, handle);
    return send(message, handle, ...rest);
  };
  worker.send = watched as typeof worker.send;
  worker.prependListener('internalMessage', ({ ack }: ClusterMessage) => {
    if (ack !== undefined) underWay.delete(ack);
  });
  let isCut = false;
  // By now everything that it has said was read.
  worker.once('disconnect', () => {
    isCut = true;
    const left = [...underWay];
    underWay.clear();
    for (const [seq, handle] of left) {
      if (hasOthers()) worker.emit('internalMessage', { cmd: 'NODE_CLUSTER', ack: seq, accepted: false });
      else handle.close();
    }
  });
  // Node never says that who has died was cut off while a connection was under way.
  worker.once('exit', () => {
    const cut = (): void => void (isCut || worker.emit('disconnect'));
    if (worker.connected) clock.after(LAST_WORDS_MS, cut);
    else cut();
  });
}

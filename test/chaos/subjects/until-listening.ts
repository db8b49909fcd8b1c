import { once } from 'node:events';
import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { type RunningProcess } from '../../support/processes';

/**
 * Resolves when a process listens on the port; rejects with the output of the process if it ends before that.
 */
export async function untilListening(port: number, process: RunningProcess): Promise<void> {
  for (;;) {
    const socket = connect(port, '127.0.0.1');
    const isOpen = await once(socket, 'connect').then(
      () => true,
      () => false,
    );
    socket.destroy();
    if (isOpen) return;
    await Promise.race([sleep(20), process.ended.then(() => Promise.reject(new Error(process.output)))]);
  }
}

import { letHeapGrow } from '../../app/heap-growth';
import { logProcessFaults } from '../../telemetry/logs/process.faults';
import { ProcessLog } from '../../telemetry/logs/process-log';
import { ipcChannel } from '../../platform/ipc/ipc-channel';
import { IpcLink } from '../../platform/ipc/ipc-link';
import { Deadlines } from '../../platform/deadlines';
import { SystemClock } from '../../platform/system-clock';
import { type ConnectionHandle } from '../../data-plane/listener/passed-connection';
import { type ToPrimary, type ToWorker } from '../topics';
import { WorkerGateway } from './worker-gateway';

/** The messages between processes of Node that this code uses. */
interface Internal {
  readonly cmd: string;
  readonly msg: { readonly connection: number };
}

// A signal to all processes at once is meant for the primary, which ends the workers when it is their turn.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGUSR2'] as const) process.on(signal, () => undefined);

// The primary reads what this process writes, and shows it to people in a form of their own.
const write = (text: string): void => void process.stderr.write(text);
logProcessFaults(new ProcessLog({ isTerminal: false, write }));
letHeapGrow();
const link = new IpcLink<ToPrimary, ToWorker>(ipcChannel(process), new Deadlines(new SystemClock()));
const gateway = new WorkerGateway(link);

process.on('message', (message: { readonly connection?: number }, handle: unknown) => {
  if (message.connection !== undefined)
    gateway.take(message.connection, handle as ConnectionHandle | undefined);
});
// Where this process has no descriptor left, a connection does not arrive with its message, which Node tells only itself.
process.on('internalMessage' as 'message', ({ cmd, msg }: Internal, handle: unknown) => {
  if (cmd === 'NODE_HANDLE' && !handle) gateway.take(msg.connection, undefined);
});
process.on('disconnect', () => {
  link.close();
  void gateway.stop().then(() => process.exit());
});

import { letHeapGrow } from '../../heap.growth';
import { channelTo } from '../../link/link.channel';
import { Link } from '../../link/link';
import { Deadlines } from '../../ports/deadlines';
import { SystemClock } from '../../ports/system.clock';
import { type ConnectionHandle } from '../../listener/handed.connection';
import { type ToPrimary, type ToWorker } from '../topics';
import { WorkerGateway } from './worker.gateway';

// Whoever signals all processes at once means the primary, which tells the workers when it is their turn.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGUSR2'] as const) process.on(signal, () => undefined);

letHeapGrow();
const link = new Link<ToPrimary, ToWorker>(channelTo(process), new Deadlines(new SystemClock()));
const gateway = new WorkerGateway(link);

process.on('message', (message: { readonly connection?: number }, handle: unknown) => {
  if (message.connection !== undefined)
    gateway.take(message.connection, handle as ConnectionHandle | undefined);
});
process.on('disconnect', () => {
  link.close();
  void gateway.stop().then(() => process.exit());
});

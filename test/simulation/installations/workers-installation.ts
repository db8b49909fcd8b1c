import { TransferableStickySessionStore } from '../../../apps/gateway/src/data-plane/affinity/stores/handover/transferable-sticky-session.store';
import { ErrorGuard } from '../../../apps/gateway/src/platform/error.guard';
import { SessionServer } from '../../../apps/gateway/src/workers/primary/session-server';
import { WorkerLinks } from '../../../apps/gateway/src/workers/primary/worker-links';
import { type WorkerProcess } from '../../../apps/gateway/src/workers/primary/worker-process';
import { type PrimaryLink, type WorkerLink } from '../../../apps/gateway/src/workers/topics';
import { PrimaryStickySessionStore } from '../../../apps/gateway/src/workers/worker/primary-sticky-session.store';
import { type PlannedFault } from '../plan';
import { linkedProcesses } from '../world/ipc';
import { RULE } from '../world/simulated-gateway';
import { type SimulatedProcess } from '../world/simulated-process';
import { Installation, type World } from './installation';
import { memoryStore } from './memory-installation';

const WORKERS = 2;
const NEAR_CACHE = 100;

/** A primary that has the sessions, and workers that serve. */
export class WorkersInstallation extends Installation {
  private readonly primary: SimulatedProcess;
  private readonly store: TransferableStickySessionStore;
  private readonly links: WorkerLinks;

  constructor(world: World) {
    super(world);
    this.primary = this.newProcess();
    this.store = new TransferableStickySessionStore(memoryStore(world, this.primary, true));
    this.store.apply([{ name: RULE, maxSessions: 1_000, idleTimeout: 86_400_000, pools: ['main'] }]);
    this.links = new WorkerLinks(new ErrorGuard(this.primary));
    new SessionServer(this.links, this.store).onModuleInit();
    for (let count = 0; count < WORKERS; count++) this.start();
  }

  /** A worker is killed, and the primary starts another one. */
  fail({ which, milliseconds }: PlannedFault): void {
    this.chosen(which)?.process.kill();
    this.world.time.after(milliseconds, () => this.start());
  }

  private start(): void {
    const { world, primary, links } = this;
    const process = this.newProcess();
    const [workerLink, primaryLink] = linkedProcesses<WorkerLink, PrimaryLink>(
      world.time,
      world.random,
      primary,
      process,
    );
    const worker = { link: workerLink } as unknown as WorkerProcess;
    links.add(worker);
    process.onDeath(() => links.remove(worker));
    this.addGateway(process, new PrimaryStickySessionStore(primaryLink, process, NEAR_CACHE));
  }
}

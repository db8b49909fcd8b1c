import {
  importLastSessions,
  importSessions,
  type LastSessions,
} from '../../../apps/gateway/src/data-plane/affinity/stores/handover/inherited-sessions';
import { execute } from '../../../apps/gateway/src/data-plane/affinity/stores/handover/remote-store-call';
import { TransferableStickySessionStore } from '../../../apps/gateway/src/data-plane/affinity/stores/handover/transferable-sticky-session.store';
import { ErrorGuard } from '../../../apps/gateway/src/platform/error.guard';
import { type NewProcess } from '../../../apps/gateway/src/runtime/handover/new-process';
import { type StateTransfer } from '../../../apps/gateway/src/runtime/handover/state-transfer';
import { UpgradeError } from '../../../apps/gateway/src/runtime/handover/upgrade.error';
import {
  type NewProcessLink,
  type OldProcessLink,
  PROTOCOL,
} from '../../../apps/gateway/src/runtime/handover/upgrade-messages';
import { Upgrader } from '../../../apps/gateway/src/runtime/handover/upgrader';
import { type PlannedFault } from '../plan';
import { linkedProcesses } from '../world/ipc';
import { type SimulatedGateway } from '../world/simulated-gateway';
import { type SimulatedProcess } from '../world/simulated-process';
import { Installation, type World } from './installation';
import { memoryStore } from './memory-installation';

/** A gateway, and what an upgrade needs of it. */
interface Generation {
  readonly gateway: SimulatedGateway;
  readonly store: TransferableStickySessionStore;
}

/** One gateway that processes take over from one another. */
export class UpgradeInstallation extends Installation {
  private current: Generation;
  private isUpgrading = false;

  constructor(world: World) {
    super(world);
    this.current = this.newGeneration(true);
  }

  override get entries(): readonly SimulatedGateway[] {
    return [this.current.gateway];
  }

  /** A new process takes over, or is killed while it does. */
  fail({ kind, which, milliseconds }: PlannedFault): void {
    if (this.isUpgrading) return;
    this.isUpgrading = true;
    const old = this.current;
    const upgrader = new Upgrader(transferOf(old.store), new ErrorGuard(old.gateway.process));
    upgrader.offer({
      start: () => this.start(old, kind === 'upgrade fails' ? (which * milliseconds) / 10 : undefined),
      addresses: {},
      leave: () => undefined,
    });
    void upgrader.upgrade('the simulation').then(() => (this.isUpgrading = false));
  }

  private newGeneration(isFirst: boolean): Generation {
    const process = this.newProcess();
    const store = new TransferableStickySessionStore(memoryStore(this.world, process, isFirst));
    return { gateway: this.addGateway(process, store), store };
  }

  /** @param diesAfter milliseconds; undefined if it lives. */
  private start(old: Generation, diesAfter: number | undefined): NewProcess {
    const { time, random } = this.world;
    const next = this.newGeneration(false);
    const { process } = next.gateway;
    const [toNew, toOld] = linkedProcesses<NewProcessLink, OldProcessLink>(
      time,
      random,
      old.gateway.process,
      process,
    );
    toOld.on('sessions', (rows) => importSessions(next.store.own, rows));
    toOld.on('call', (call) => execute(next.store, call));
    toOld.on('estate', ({ sessions }) => {
      importLastSessions(next.store.own, sessions as LastSessions);
      this.current = next;
      toOld.notify('listening', undefined);
    });
    toOld.notify('prepared', { protocol: PROTOCOL, version: 'next' });
    // A process that serves already is not replaced by the old one any more.
    if (diesAfter !== undefined) time.after(diesAfter, () => this.current !== next && process.kill());
    return newProcess(process, toNew);
  }
}

/** Takes the part of `StateTransfer`, of which only sessions matter here. */
function transferOf(store: TransferableStickySessionStore): StateTransfer {
  const transfer: Pick<StateTransfer, 'sendRates' | 'delegateTo' | 'cancelHandover'> & { export: unknown } = {
    sendRates: () => Promise.resolve(),
    export: async (tell: Parameters<TransferableStickySessionStore['export']>[0]) => ({
      sessions: await store.export(tell),
    }),
    delegateTo: (ask) => store.delegateTo(ask),
    cancelHandover: () => store.cancelHandover(),
  };
  return transfer as StateTransfer;
}

/** Takes the part of `NewProcess`, whose process lives in the simulated world. */
function newProcess(process: SimulatedProcess, link: NewProcessLink): NewProcess {
  const until = (step: 'prepared' | 'listening'): Promise<unknown> =>
    new Promise((resolve, reject) => {
      link.on(step, resolve);
      process.onDeath(() => reject(new UpgradeError('it exited')));
    });
  const part: Pick<NewProcess, 'link' | 'pid' | 'kill'> & { until: unknown } = {
    link,
    pid: 0,
    until,
    kill: () => process.kill(),
  };
  return part as NewProcess;
}

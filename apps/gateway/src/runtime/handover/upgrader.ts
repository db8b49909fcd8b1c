import { Injectable, Logger } from '@nestjs/common';
import { type Addresses } from '../../data-plane/listener/listeners';
import { ErrorGuard } from '../../platform/error.guard';
import { Observers } from '../../platform/observers';
import { type HandoverState } from './handover-state';
import { StateTransfer } from './state-transfer';
import { type NewProcess } from './new-process';
import { UpgradeError } from './upgrade.error';
import { PROTOCOL, type NewProcessLink } from './upgrade-messages';
import { type UpgradeReport } from './upgrade-report';

/** So long, in milliseconds, a successor may take to start: on a busy machine, several processes take their time. */
export const START_TIMEOUT_MS = 180_000;

/** So long, in milliseconds, a successor that has started may take to take over. */
export const HANDOVER_TIMEOUT_MS = 30_000;

/** The program as far as it can be succeeded. */
export interface Upgradable {
  /** @throws UpgradeError when it cannot be. */
  start(): NewProcess;
  /** Where its configuration wanted the sockets that it has opened. */
  readonly addresses: Addresses;
  /** Ends without losing a request, now that the other one has the sockets. */
  leave(): void;
}

/** Who wants to know how upgrades end. */
export interface UpgradeObserver {
  upgraded(report: UpgradeReport, asker: string): void;
}

/**
 * Replaces this process with the program that is now on disk. The new process starts, gets the listening
 * sockets and the overrides, and only when it listens does this process stop. A failure before that changes
 * nothing.
 */
@Injectable()
export class Upgrader {
  private readonly logger = new Logger('Upgrade');
  private program: Upgradable | undefined;
  private readonly observers: Observers<UpgradeObserver>;
  private present: Promise<UpgradeReport> | undefined;
  private newProcess: NewProcess | undefined;
  private handsOver = false;
  private isAbandoned = false;

  constructor(
    private readonly keeper: StateTransfer,
    guard: ErrorGuard,
  ) {
    this.observers = new Observers(guard);
  }

  /** True if a change by an operator would be lost now. */
  get isHandingOver(): boolean {
    return this.handsOver;
  }

  /** Says what there is to be succeeded; without that nothing can be. */
  offer(program: Upgradable): void {
    this.program = program;
  }

  observe(observer: UpgradeObserver): void {
    this.observers.add(observer);
  }

  /**
   * Resolves once the new process listens, or has failed. A second call during an upgrade gets the outcome of
   * the first.
   *
   * @param asker names the requester in the log.
   */
  upgrade(asker: string): Promise<UpgradeReport> {
    this.present ??= this.execute(asker);
    return this.present;
  }

  /** The gateway stops: a successor that does not listen yet is ended, and there will be no other one. */
  abandon(): void {
    this.isAbandoned = true;
    this.newProcess?.kill();
  }

  private async execute(asker: string): Promise<UpgradeReport> {
    this.logger.log(`A new process is started (requested by ${asker}).`);
    const report = await this.handover();
    if (report.outcome === 'failed') {
      this.present = undefined;
      this.logger.error(`The new process cannot take over: ${report.reason}\nThe gateway continues to run.`);
    } else {
      this.logger.log(`Process ${report.pid} has taken over. This process finishes its open requests.`);
    }
    this.observers.tell((observer) => observer.upgraded(report, asker));
    if (report.outcome === 'done') this.program!.leave();
    return report;
  }

  private async handOver(successor: NewProcess, { addresses }: Upgradable): Promise<void> {
    const { link } = successor;
    const listens = successor.until('listening', START_TIMEOUT_MS);
    // The promise is awaited only after the whole state is sent.
    listens.catch(() => undefined);
    const estate = await this.export(link).catch(async (error: unknown) => {
      // If the new process does not respond, the rejection of `listens` gives the reason a little later.
      await listens;
      throw error;
    });
    this.handsOver = true;
    link.notify('estate', { ...estate, addresses });
    await listens;
    this.keeper.delegateTo((call) => link.request('call', call, HANDOVER_TIMEOUT_MS));
  }

  private async export(link: NewProcessLink): Promise<Omit<HandoverState, 'addresses'>> {
    await this.keeper.sendRates((counts) => link.request('rates', counts, HANDOVER_TIMEOUT_MS));
    return this.keeper.export((rows) => link.request('sessions', rows, HANDOVER_TIMEOUT_MS));
  }

  private async handover(): Promise<UpgradeReport> {
    try {
      if (this.program === undefined) throw new UpgradeError('the gateway is a part of another program');
      if (this.isAbandoned) throw new UpgradeError('the gateway is stopping');
      const successor = (this.newProcess = this.program.start());
      const { version, protocol } = await successor.until('prepared', START_TIMEOUT_MS);
      if (protocol !== PROTOCOL)
        throw new UpgradeError(
          `version ${version} cannot take over from this version; stop the gateway, and start the new version`,
        );
      await this.handOver(successor, this.program);
      return { outcome: 'done', pid: successor.pid, version };
    } catch (error) {
      this.handsOver = false;
      this.keeper.cancelHandover();
      this.newProcess?.kill();
      const { message, stack = message } = error as Error;
      return { outcome: 'failed', reason: error instanceof UpgradeError ? message : stack };
    } finally {
      this.newProcess = undefined;
    }
  }
}

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Processes } from '../../support/processes';
import { type RunningSubject, type Subject, type Wishes } from '../subjects/subject';
import { ChaosBackend } from './chaos-backend';
import { FaultyRelay } from './faulty-relay';
import { lastingPorts } from './lasting-ports';
import { Ledger } from './ledger';

/** The stage to build. */
export interface StagePlan extends Pick<Wishes, 'connectTimeout' | 'responseTimeout' | 'balance'> {
  readonly backends: number;
  /** True if a relay stands before the first backend, so that its connections and responses can be harmed. */
  readonly relayed: boolean;
  /** Connections that the kernel holds ready for the first backend. */
  readonly backlog?: number;
}

/** A proxy, its backends as real processes, and what can be done to them; the first backend is the victim. */
export class Stage {
  readonly processes = new Processes();
  readonly folder = mkdtempSync(join(tmpdir(), 'chaos-'));
  readonly backends: ChaosBackend[] = [];
  private facade: FaultyRelay | undefined;
  private running: RunningSubject | undefined;

  private constructor(private readonly plan: StagePlan) {}

  /** Starts everything; on failure nothing is left of it. */
  static async set(plan: StagePlan, subject: Subject): Promise<Stage> {
    const stage = new Stage(plan);
    try {
      await stage.startBackends();
      stage.running = await stage.startSubject(subject);
      return stage;
    } catch (error) {
      await stage.close();
      throw error;
    }
  }

  get victim(): ChaosBackend {
    return this.backends[0];
  }

  /** The relay before the victim. */
  get relay(): FaultyRelay {
    return this.facade!;
  }

  get subject(): RunningSubject {
    return this.running!;
  }

  get ledger(): Ledger {
    return Ledger.of(this.backends);
  }

  /** One more proxy before the same backends. */
  startSubject(subject: Subject): Promise<RunningSubject> {
    const [first, ...others] = this.backends.map(({ port }) => port);
    const backendPorts = [this.facade?.port ?? first, ...others];
    return subject.start(this.processes, { ...this.plan, backendPorts, folder: this.folder });
  }

  async close(): Promise<void> {
    await this.processes.endAll();
    await this.facade?.close();
    rmSync(this.folder, { recursive: true, force: true });
  }

  private async startBackends(): Promise<void> {
    const { backends, relayed, backlog } = this.plan;
    const [relayPort, ...ports] = await lastingPorts(backends + 1);
    for (const [at, port] of ports.entries()) {
      this.backends.push(new ChaosBackend(this.processes, `b${at}`, port, this.folder));
    }
    await Promise.all(this.backends.map((backend, at) => backend.start(at === 0 ? backlog : undefined)));
    if (relayed) this.facade = await FaultyRelay.before(ports[0], relayPort);
  }
}

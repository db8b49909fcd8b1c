import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type CreateMode } from '../simulation/history/allowances';
import { checkAfterwards } from '../simulation/history/afterwards';
import { History } from '../simulation/history/history';
import { type Topology } from '../simulation/plan';
import { linesUpTo } from '../simulation/report';
import { freePorts, Processes } from '../support/processes';
import { SeededRandom } from '../support/seeded-random';
import { Clients, type ClientsPlan } from './clients';
import { backendFaults, Faults, type FaultsPlan } from './faults';
import { type Sections } from './gateway-actor';
import { MemoryInstallation } from './installations/memory-installation';
import { type RealInstallation } from './installations/real-installation';
import { RedisInstallation } from './installations/redis-installation';
import { UpgradeInstallation } from './installations/upgrade-installation';
import { WorkersInstallation } from './installations/workers-installation';
import { type BackendHabits, StatefulBackend } from './stateful-backend';

const BACKENDS = 4;
const GATEWAYS = 2;
/** Of the gateway for a response. */
const RESPONSE_TIMEOUT_MS = 1_000;
/** After the last fault, everything must be reachable within this time. */
const HEALING_MS = 10_000;

const CALM: BackendHabits = { slowRatio: 0.3, slowMs: 60, stuckRatio: 0, stuckMs: 0, breakRatio: 0 };
const QUIET: BackendHabits = { ...CALM, slowRatio: 0 };
const FAULTY: BackendHabits = { ...CALM, stuckRatio: 0.002, stuckMs: 1_500, breakRatio: 0.02 };

const INSTALLATIONS = {
  memory: MemoryInstallation,
  redis: RedisInstallation,
  upgrade: UpgradeInstallation,
  workers: WorkersInstallation,
} as const;

/** One history over real processes. */
export interface HistoryPlan extends ClientsPlan, FaultsPlan {
  readonly topology: Topology;
  readonly creates: CreateMode;
  readonly isFaulty: boolean;
  readonly seed: number;
}

/** The usual size, except for the number of requests. */
export const HISTORY = {
  clients: 48,
  keys: 60,
  leaveRatio: 0.06,
  leaveMs: 80,
  repeatRatio: 0.2,
  mostFaultMs: 4_000,
  isFaulty: false,
  seed: 1,
} as const;

/** The result of a history. */
export interface HistoryResult {
  readonly operations: number;
  readonly seconds: number;
  readonly outcomes: Readonly<Record<string, number>>;
  readonly faults: Readonly<Record<string, number>>;
  /** The history of the first broken promise; undefined if all were kept. */
  readonly failure: string | undefined;
}

/**
 * @param onProgress called once a second.
 * @param interrupt ends the run. Its processes and files are removed then, too.
 * @throws the reason of the interrupt.
 */
export async function runHistory(
  plan: HistoryPlan,
  onProgress: (result: HistoryResult) => void = () => undefined,
  interrupt?: AbortSignal,
): Promise<HistoryResult> {
  const run = new HistoryRun(plan);
  const timer = setInterval(() => onProgress(run.result), 1_000);
  const interrupted = new Promise<never>((_, reject) => {
    interrupt?.addEventListener('abort', () => reject(interrupt.reason as Error), { once: true });
  });
  try {
    await Promise.race([run.run(), interrupted]);
    return run.result;
  } finally {
    clearInterval(timer);
    await run.close();
  }
}

/** Backends, gateways, clients and faults of one history. */
class HistoryRun {
  private readonly history: History;
  private readonly random: SeededRandom;
  private readonly processes = new Processes();
  private readonly folder = mkdtempSync(join(tmpdir(), 'history-'));
  private readonly startedAt = performance.now();
  private backends: readonly StatefulBackend[] = [];
  private installation: RealInstallation | undefined;
  private clients: Clients | undefined;
  private faults: Faults | undefined;

  constructor(private readonly plan: HistoryPlan) {
    this.random = new SeededRandom(plan.seed);
    const hasCopies = plan.topology === 'workers' || plan.topology === 'redis';
    this.history = new History(performance, plan.creates, hasCopies);
    this.history.availability = {
      since: (id) => this.backends.find((backend) => backend.id === id)!.upSince,
    };
  }

  get result(): HistoryResult {
    const { clients, faults, history, startedAt, plan } = this;
    const [violation] = history.violations;
    return {
      operations: clients?.operations ?? 0,
      seconds: (performance.now() - startedAt) / 1_000,
      outcomes: clients?.outcomes ?? {},
      faults: faults?.counts ?? {},
      failure:
        violation === undefined
          ? undefined
          : [
              `✗ ${violation.kind} (${plan.topology}, creates: ${plan.creates})`,
              ...linesUpTo(violation, history),
            ].join('\n'),
    };
  }

  async run(): Promise<void> {
    const { plan, history, random } = this;
    const ports = await freePorts(BACKENDS + 2 * GATEWAYS);
    await this.startBackends(ports.splice(0, BACKENDS));
    const installation = await this.startGateways(ports);
    const clients = new Clients(
      installation.gateways.map(({ port }) => port),
      plan,
      history,
      random,
    );
    const faulty = [...installation.faults, ...backendFaults(this.backends, random)];
    const faults = new Faults(
      plan.isFaulty ? [...installation.events, ...faulty] : installation.events,
      plan,
      history,
      random,
    );
    this.clients = clients;
    this.faults = faults;
    await this.untilOver(clients, faults);
    await this.checkAfterwards(clients);
  }

  async close(): Promise<void> {
    this.clients?.stop();
    this.faults?.stop();
    await this.processes.endAll();
    await this.installation?.close();
    for (const backend of this.backends) await backend.crash(true);
    rmSync(this.folder, { recursive: true });
  }

  private async startBackends(ports: readonly number[]): Promise<void> {
    const habits = this.plan.isFaulty ? FAULTY : CALM;
    this.backends = ports.map(
      (port, at) => new StatefulBackend(`b${at + 1}`, port, habits, this.random, this.history),
    );
    for (const backend of this.backends) await backend.start();
  }

  private async startGateways(ports: readonly number[]): Promise<RealInstallation> {
    const { processes, folder, backends, history, random, plan } = this;
    const sections = sectionsFor(plan, backends);
    const surroundings = { processes, folder, ports, sections, backends, history, random };
    this.installation = new INSTALLATIONS[plan.topology](surroundings);
    await this.installation.start();
    return this.installation;
  }

  /** Resolves when the clients have sent everything, or a promise is broken, and the last fault is over. */
  private async untilOver(clients: Clients, faults: Faults): Promise<void> {
    const work = async (): Promise<void> => {
      try {
        await clients.run();
      } finally {
        faults.stop();
      }
    };
    const fail = faults.run().catch((error: unknown) => {
      clients.stop();
      throw error;
    });
    await Promise.all([work(), fail]);
  }

  /** Asks until the faults have healed. */
  private async checkAfterwards(clients: Clients): Promise<void> {
    for (const backend of this.backends) {
      await backend.untilProcessed();
      backend.habits = QUIET;
    }
    const deadline = performance.now() + HEALING_MS;
    await checkAfterwards(this.history, clients.keys, async (method, target, key) => {
      for (;;) {
        const status = await clients.send({ method, target, key, isAbout: true });
        const isAnswer = status !== undefined && status < 500;
        if (isAnswer || performance.now() > deadline) return status;
        await sleep(50);
      }
    });
  }
}

function sectionsFor({ creates }: HistoryPlan, backends: readonly StatefulBackend[]): Sections {
  return {
    log: { level: 'warn' },
    debugHeaders: true,
    overload: { enabled: false },
    pools: {
      main: {
        backends: backends.map(({ id, port }) => ({ id, url: `http://127.0.0.1:${port}` })),
        timeouts: { response: `${RESPONSE_TIMEOUT_MS}ms` },
        health: { downInterval: '500ms' },
      },
    },
    routes: [{ path: '/', pool: 'main', affinity: ['items'] }],
    affinity: {
      items: {
        key: [{ path: '/items/:item_id' }, { query: 'item_id' }],
        creates,
        // All items are created and deleted all the time, so most creates need a search.
        locate: { concurrency: 100, maxRatio: '100%' },
      },
    },
  };
}

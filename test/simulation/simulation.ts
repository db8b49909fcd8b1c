import { type AffinityRuleSettings } from '../../apps/gateway/src/data-plane/affinity/affinity-rule';
import { configOf } from '../config/config-of';
import { SeededRandom } from '../support/seeded-random';
import { type Availability, History } from './history/history';
import { type Installation, type Plants, type World } from './installations/installation';
import { MemoryInstallation } from './installations/memory-installation';
import { RedisInstallation } from './installations/redis-installation';
import { UpgradeInstallation } from './installations/upgrade-installation';
import { WorkersInstallation } from './installations/workers-installation';
import { checkAfterwards } from './history/afterwards';
import { LOSSES, type Plan, type PlannedFault, type PlannedOperation } from './plan';
import { type BackendHabits, SimulatedBackend } from './world/simulated-backend';
import { VirtualTime } from './world/virtual-time';

/** After the last fault is over, everything must be reachable within this time, in milliseconds. */
const HEALING_MS = 10_000;
/** After this time no lease is left, and everything that was taken is given back. */
const REST_MS = 65_000;

const CALM: BackendHabits = { slowRatio: 0, slowMs: 0, breakRatio: 0, upserts: false };

const INSTALLATIONS = {
  memory: MemoryInstallation,
  redis: RedisInstallation,
  upgrade: UpgradeInstallation,
  workers: WorkersInstallation,
} as const;

const [ITEMS] = configOf({}).affinity;

/** Runs a plan. The history has all events and broken promises. */
export async function simulate(plan: Plan, plants: Plants = {}): Promise<History> {
  const simulation = new Simulation(plan, plants);
  const { setImmediate } = globalThis;
  // Links between processes send their messages at the end of a turn, which here is the end of an event.
  globalThis.setImmediate = ((callback: () => void) => simulation.time.immediate(callback)) as never;
  try {
    await simulation.run();
  } finally {
    globalThis.setImmediate = setImmediate;
  }
  return simulation.history;
}

/** One run of a plan: clients, gateways, backends and faults in their own time. */
export class Simulation implements World, Availability {
  readonly time = new VirtualTime();
  readonly history: History;
  readonly backends = new Map<string, SimulatedBackend>();
  readonly random: SeededRandom;
  readonly rules: readonly AffinityRuleSettings[];
  readonly limits: { responseTimeout: number };
  readonly startsEmpty: boolean;
  listed: readonly string[];
  readonly installation: Installation;
  private readonly randoms = new Map<number, SeededRandom>();
  /** Since when each backend can be reached by the gateways. */
  private readonly reachableSince = new Map<string, number>();
  private readonly disabled = new Set<string>();

  constructor(
    private readonly plan: Plan,
    readonly plants: Plants,
  ) {
    const { seed, creates, habits, topology } = plan;
    this.random = new SeededRandom(seed);
    this.limits = { responseTimeout: plan.responseTimeout };
    this.startsEmpty = plan.startsEmpty;
    const claim = habits.upserts ? [...ITEMS.claim, 'PUT'] : ITEMS.claim;
    this.rules = [{ ...ITEMS, creates, claim }];
    this.history = new History(this.time, creates, topology === 'workers' || topology === 'redis');
    this.history.availability = this;
    for (let at = 1; at <= plan.backends; at++) {
      const id = `b${at}`;
      this.backends.set(id, new SimulatedBackend(id, this.time, habits, this.history));
      this.reachableSince.set(id, 0);
    }
    this.listed = [...this.backends.keys()];
    this.installation = new INSTALLATIONS[topology](this);
  }

  async run(): Promise<void> {
    const { operations, faults } = this.plan;
    for (const operation of operations) this.time.at(operation.at, () => void this.begin(operation));
    for (const fault of faults) this.time.at(fault.at, () => this.fail(fault));
    const ends = [
      ...operations.map(({ at }) => at),
      ...faults.map(({ at, milliseconds }) => at + milliseconds),
    ];
    await this.runFor(Math.max(0, ...ends) + HEALING_MS + 2 * this.limits.responseTimeout);
    this.limits.responseTimeout = 30_000;
    for (const backend of this.backends.values())
      backend.habits = { ...CALM, upserts: this.plan.habits.upserts };
    if (!this.hasFailed) await this.checkAfterwards();
    if (!this.hasFailed) await this.runFor(REST_MS);
    if (!this.hasFailed) this.checkLedger();
  }

  private checkAfterwards(): Promise<void> {
    const { operations } = this.plan;
    let number = operations.length + 1_000;
    return checkAfterwards(
      this.history,
      new Set(operations.map(({ key }) => key)),
      async (method, target, key) => {
        const gateway = this.random.fraction();
        const details = { at: 0, isRepeatable: false, isAbout: true, leavesAfter: undefined, gateway };
        const status = this.begin({ ...details, number: number++, method, target, key });
        await this.runFor(3_000);
        return this.hasFailed ? undefined : status;
      },
    );
  }

  get hasFailed(): boolean {
    return this.history.violations.length > 0;
  }

  runFor(milliseconds: number): Promise<void> {
    return this.time.runUntil(this.time.now() + milliseconds, () => this.hasFailed);
  }

  /** Sends a request, and resolves with the status that the client gets. */
  begin(operation: PlannedOperation): Promise<number | undefined> {
    const { number, method, target, key, isAbout, gateway, leavesAfter } = operation;
    const { entries } = this.installation;
    const at = Math.floor(gateway * entries.length);
    const entry = entries[at];
    const where = entry === undefined ? 'no gateway' : `gateway ${at + 1}`;
    this.history.invoked({ number, at: this.time.now(), method, target, key, isAbout }, where);
    return new Promise((resolve) => {
      const end = (status: number | undefined): void => {
        this.history.responded(number, status);
        resolve(status);
      };
      if (entry === undefined) return end(undefined);
      entry.serve(operation, end);
      if (leavesAfter !== undefined) this.time.after(leavesAfter, () => entry.leave(number));
    });
  }

  randomOf(operation: number): SeededRandom {
    let random = this.randoms.get(operation);
    if (random === undefined) {
      random = new SeededRandom(Math.imul(this.plan.seed, 0x85ebca6b) ^ Math.imul(operation, 0xc2b2ae35));
      this.randoms.set(operation, random);
    }
    return random;
  }

  since(backend: string): number {
    return this.reachableSince.get(backend)!;
  }

  private fail(fault: PlannedFault): void {
    const { kind, milliseconds } = fault;
    this.history.event(`! ${kind} (${Math.round(milliseconds)} ms)`);
    if (LOSSES.has(kind)) this.history.sessionsLost();
    switch (kind) {
      case 'backend restarts':
      case 'backend restarts without its items':
        return this.restart(fault, kind === 'backend restarts');
      case 'backend is unlisted':
        return this.unlist(fault);
      case 'backend drains':
      case 'backend is disabled':
        return this.setMode(fault, kind === 'backend drains' ? 'draining' : 'disabled');
      case 'configuration is reloaded':
        for (const gateway of this.installation.gateways) gateway.reload();
        return;
      case 'operator corrects an owner':
        return void this.correct(fault).catch(() => undefined);
      default:
        this.installation.fail(fault);
    }
  }

  private restart(fault: PlannedFault, keepsItems: boolean): void {
    const backend = this.backendOf(fault);
    this.history.event(`  ${backend.id} stops`);
    backend.stop(keepsItems);
    this.updateReachable(backend.id);
    this.time.after(fault.milliseconds, () => {
      backend.start();
      this.updateReachable(backend.id);
      this.history.event(`  ${backend.id} is up`);
    });
  }

  private unlist(fault: PlannedFault): void {
    const { id } = this.backendOf(fault);
    this.list(this.listed.filter((other) => other !== id));
    this.history.event(`  ${id} is not listed`);
    this.time.after(fault.milliseconds, () => this.list([...new Set([...this.listed, id])].sort()));
  }

  private list(ids: readonly string[]): void {
    this.listed = ids;
    for (const gateway of this.installation.gateways) gateway.list(ids);
    for (const id of this.backends.keys()) this.updateReachable(id);
  }

  private setMode(fault: PlannedFault, mode: 'draining' | 'disabled'): void {
    const { id } = this.backendOf(fault);
    const apply = (own: 'draining' | 'disabled' | 'enabled'): void => {
      this.disabled[own === 'disabled' ? 'add' : 'delete'](id);
      for (const gateway of this.installation.gateways) gateway.setMode(id, own);
      this.updateReachable(id);
    };
    apply(mode);
    this.time.after(fault.milliseconds, () => apply('enabled'));
  }

  /** An operator who knows which backend has an item moves its session there. */
  private async correct({ which }: PlannedFault): Promise<void> {
    const key = `k${1 + Math.floor(which * 3)}`;
    const [gateway] = this.installation.entries;
    const session = await gateway?.affinity.store.findFresh(`${this.rules[0].name}/main/${key}`);
    const [holder] = this.history.holdersOf(key);
    if (session === undefined || holder === undefined) return;
    await gateway.affinity.store.move(session, holder.backend, 'operator');
  }

  private updateReachable(id: string): void {
    const isReachable = this.backends.get(id)!.isUp && this.listed.includes(id) && !this.disabled.has(id);
    const known = this.reachableSince.get(id)!;
    if (!isReachable) this.reachableSince.set(id, Infinity);
    else if (known === Infinity) this.reachableSince.set(id, this.time.now());
  }

  private backendOf({ which }: PlannedFault): SimulatedBackend {
    const all = [...this.backends.values()];
    return all[Math.floor(((which * 7) % 1) * all.length)];
  }

  private checkLedger(): void {
    for (const gateway of this.installation.gateways)
      for (const leftover of gateway.leftovers) this.history.violate('not given back', undefined, leftover);
  }
}

import { type Backend } from '../../apps/gateway/src/data-plane/upstream/backend';
import { type StateChange } from '../../apps/gateway/src/data-plane/upstream/backend-state';
import { type StateObserver } from '../../apps/gateway/src/data-plane/upstream/backend-states';
import { type Pool } from '../../apps/gateway/src/data-plane/upstream/pool';
import { type Fault, victimsOf } from './faults';
import { type SimulatedBackend } from './simulated-backend';
import { type World } from './world';

/** How often it is looked whether all is well again, in milliseconds. */
const LOOK_MS = 100;

/** The damage of a fault; times in milliseconds. */
export interface IncidentReport {
  readonly fault: string;
  readonly victims: number;
  /** From its beginning until the gateway had taken a victim out: half of them, and all that it did. */
  readonly noticed: { readonly count: number; readonly median: number; readonly most: number };
  /** From its end until all victims had their whole share again; undefined when that has not come by the next fault. */
  readonly back: number | undefined;
  /** Requests, by what they are to the sessions. */
  readonly lostUnowned: number;
  readonly lostOwned: number;
  readonly refusedOwned: number;
}

/** One fault, from its beginning until all is well again. */
export class Incident implements StateObserver {
  private readonly noticed = new Map<Backend, number>();
  private victims: readonly SimulatedBackend[] = [];
  private begunAt = 0;
  private back: number | undefined;
  private before = { lostUnowned: 0, lostOwned: 0, refusedOwned: 0 };

  constructor(
    private readonly world: World,
    private readonly fault: Fault,
  ) {}

  /** @param lasts milliseconds. */
  begin(lasts: number, chance: () => number): void {
    const { world, fault } = this;
    const { clock, gateway } = world;
    this.victims = victimsOf(fault, world.listed, chance);
    this.begunAt = clock.now();
    this.before = this.losses();
    gateway.states.observe(this);
    for (const victim of this.victims) fault.strike(victim, clock, this.begunAt + lasts);
    clock.after(lasts, () => this.end());
  }

  stateChanged(_pool: Pool, backend: Backend, { to }: StateChange): void {
    const isOut = to === 'ejected' || to === 'unhealthy';
    if (isOut && !this.noticed.has(backend) && this.victims.some(({ known }) => known === backend))
      this.noticed.set(backend, this.world.clock.now() - this.begunAt);
  }

  /** To be asked when the next fault begins, or the day ends. */
  report(): IncidentReport {
    const times = [...this.noticed.values()].sort((one, other) => one - other);
    const losses = this.losses();
    return {
      fault: this.fault.name,
      victims: this.victims.length,
      noticed: {
        count: times.length,
        median: times[times.length >> 1] ?? 0,
        most: times.at(-1) ?? 0,
      },
      back: this.back,
      lostUnowned: losses.lostUnowned - this.before.lostUnowned,
      lostOwned: losses.lostOwned - this.before.lostOwned,
      refusedOwned: losses.refusedOwned - this.before.refusedOwned,
    };
  }

  private end(): void {
    const { clock } = this.world;
    const endedAt = clock.now();
    for (const victim of this.victims) victim.recover();
    const look = clock.every(LOOK_MS, () => {
      if (!this.victims.every(({ known }) => known.isEligible && known.rampFactor === 1)) return;
      look.cancel();
      this.back = clock.now() - endedAt;
    });
  }

  private losses(): Pick<IncidentReport, 'lostUnowned' | 'lostOwned' | 'refusedOwned'> {
    const { lostUnowned, lostOwned, refusedOwned } = this.world.ledger;
    return { lostUnowned, lostOwned, refusedOwned };
  }
}

import { SeededRandom } from '../../test/support/seeded-random';
import { type EventClock } from './event-clock';
import { FAULTS } from './faults';
import { Incident, type IncidentReport } from './incident';
import { type LoadReport, LoadGauge } from './load-gauge';
import { Scaling, type ScalingReport } from './scaling';
import { type Scenario } from './scenario';
import { keyOf } from './simulated-request';
import { Traffic } from './traffic';
import { idOf, World } from './world';

/** How long a fault lasts, when backends come, and when others go, as shares of the day. */
const FAULT_LASTS = 0.02;
const GROWTH = 0.35;
const SHRINKING = { at: 0.82, notice: 0.03 };
/** Number of progress reports of a day. */
const STEPS = 50;
/** Milliseconds after the last request until all have ended. */
const EVENING = 120_000;

/** Results of a day. */
export interface DayReport {
  readonly scenario: Scenario;
  readonly begun: number;
  readonly ended: number;
  readonly answered: number;
  readonly attempts: number;
  /** By kind of request and reason. */
  readonly lost: ReadonlyMap<string, number>;
  readonly refusedOwned: number;
  readonly incidents: readonly IncidentReport[];
  readonly scaling: ScalingReport;
  readonly load: LoadReport;
  readonly latency: { readonly p50: number; readonly p99: number };
  readonly sessions: SessionsReport;
}

/** The sessions in the store at the end of the day, compared with the truth. */
export interface SessionsReport {
  readonly remembered: number;
  readonly live: number;
  /** Sessions with a wrong owner, or without one. */
  readonly astray: number;
  readonly unknown: number;
  readonly createdTwice: number;
  readonly falseDenials: number;
}

/** Lets a day pass. `tell` is called now and then with the share of it that is over. */
export async function simulateDay(scenario: Scenario, tell: (share: number) => void): Promise<DayReport> {
  const world = await World.of(scenario);
  const { clock } = world;
  const gauge = new LoadGauge(world);
  const scaling = new Scaling(world);
  const incidents = planIncidents(world);
  clock.after(GROWTH * scenario.day, () => scaling.grow());
  clock.after(SHRINKING.at * scenario.day, () => scaling.shrink(SHRINKING.notice * scenario.day));
  new Traffic(world, new SeededRandom(scenario.seed + 3)).begin();
  await pass(clock, scenario.day, tell);
  const load = gauge.report();
  await clock.run(scenario.day + EVENING);
  const report = { ...reportOf(world), incidents: incidents(), scaling: scaling.report(), load };
  await world.gateway.close();
  return report;
}

async function pass(clock: EventClock, day: number, tell: (share: number) => void): Promise<void> {
  for (let step = 1; step <= STEPS; step++) {
    await clock.run((day * step) / STEPS);
    tell(step / STEPS);
  }
}

/** @returns what answers the reports of all of them; each ends where the next begins. */
function planIncidents(world: World): () => IncidentReport[] {
  const { clock, scenario } = world;
  const chance = new SeededRandom(scenario.seed + 4);
  const reports: IncidentReport[] = [];
  let running: Incident | undefined;
  for (const fault of FAULTS) {
    clock.after(fault.at * scenario.day, () => {
      if (running !== undefined) reports.push(running.report());
      running = new Incident(world, fault);
      running.begin(FAULT_LASTS * scenario.day, () => chance.fraction());
    });
  }
  return () => [...reports, running!.report()];
}

function reportOf(world: World): Omit<DayReport, 'incidents' | 'scaling' | 'load'> {
  const { scenario, ledger, latencies } = world;
  const { begun, ended, answered, attempts, lost, refusedOwned } = ledger;
  const latency = { p50: latencies.quantile(0.5), p99: latencies.quantile(0.99) };
  const sessions = compareSessions(world);
  return { scenario, begun, ended, answered, attempts, lost, refusedOwned, latency, sessions };
}

function compareSessions({ items, gateway, scenario, ledger }: World): SessionsReport {
  let [live, astray, unknown] = [0, 0, 0];
  for (let session = 0; session < scenario.sessions; session++) {
    const owner = items.ownerOf(session);
    if (owner === undefined) continue;
    live++;
    const record = gateway.sessionOf(keyOf(session));
    if (record === undefined) unknown++;
    else if (record.backendId !== idOf(owner)) astray++;
  }
  const { createdTwice } = items;
  return {
    remembered: gateway.store.size,
    live,
    astray,
    unknown,
    createdTwice,
    falseDenials: ledger.falseDenials,
  };
}

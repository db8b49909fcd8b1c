import { setTimeout as sleep } from 'node:timers/promises';
import { type Fault, type Load } from './faults/fault';
import { type Subject, type Wishes } from './subjects/subject';
import { observe, type Observation } from './support/observation';
import { OpenLoop } from './support/open-loop';
import { Stage } from './support/stage';

const ASKED_EVERY_MS = 25;

/** How a fault is tried. */
export interface TrialPlan extends Pick<Wishes, 'connectTimeout' | 'responseTimeout' | 'balance'> {
  readonly backends: number;
  readonly rate: number;
  readonly seconds: number;
  readonly postEvery: number;
  /** Seconds of the same load beforehand that do not count: new processes are slow at first. */
  readonly warmUp: number;
  /** When the fault begins and ends, in seconds. */
  readonly fault: { readonly from: number; readonly to: number };
  /** Milliseconds for which the victim's return is waited for after the run; 0 does not look. */
  readonly untilBack: number;
}

/** The result of a trial. */
export interface TrialResult extends Observation {
  /** Seconds from the beginning of the fault until whatever it harmed was whole again, as a process that must start. */
  readonly lasted: number;
  /** Milliseconds from the end of the fault to the first answer of the victim; undefined when it was not seen. */
  readonly backAfter: number | undefined;
}

/** Tries one fault on one proxy, and closes everything. */
export async function tryFault(fault: Fault, subject: Subject, plan: TrialPlan): Promise<TrialResult> {
  const stage = await Stage.set({ ...plan, relayed: fault.relayed, backlog: fault.backlog }, subject);
  try {
    const standby = fault.standby === true ? [await stage.startSubject(subject)] : [];
    const ports = [stage.subject, ...standby].map(({ port }) => port);
    const keepAlive = fault.unkept !== true;
    await new OpenLoop({ ...plan, ports, keepAlive, seconds: plan.warmUp, postEvery: 0 }).run();
    const load = new OpenLoop({ ...plan, ports, keepAlive });
    const period = { from: plan.fault.from * 1_000, to: plan.fault.to * 1_000 };
    load.at(plan.fault.from, () => fault.begin(stage, load));
    load.at(plan.fault.to, async () => {
      await fault.end(stage);
      period.to = load.now;
    });
    const shots = await load.run();
    const seen = shots.filter(({ by, scheduledAt }) => by === stage.victim.name && scheduledAt >= period.to);
    const isBack = seen.length > 0 || (await sendsTo(stage, plan.untilBack));
    const backAt = seen.length > 0 ? Math.min(...seen.map(({ endedAt }) => endedAt)) : load.now;
    return {
      ...observe(shots, stage.ledger, period),
      lasted: (period.to - period.from) / 1_000,
      backAfter: isBack ? backAt - period.to : undefined,
    };
  } finally {
    await stage.close();
  }
}

/** Asks now and then until the victim answers; false when it did not within these milliseconds. */
async function sendsTo({ subject, victim }: Stage, milliseconds: number): Promise<boolean> {
  const until = performance.now() + milliseconds;
  while (performance.now() < until) {
    const answer = await fetch(`http://127.0.0.1:${subject.port}/things/0`);
    if ((await answer.text()).startsWith(`${victim.name} `)) return true;
    await sleep(ASKED_EVERY_MS);
  }
  return false;
}

/** The load that a plan means while the fault is there, which is so many seconds. */
export function loadOf({ rate, postEvery, backends, responseTimeout }: TrialPlan, seconds: number): Load {
  const postsPerSecond = postEvery === 0 ? 0 : rate / postEvery;
  return {
    postsPerSecond,
    getsPerSecond: rate - postsPerSecond,
    backends,
    seconds,
    responseSeconds: responseTimeout / 1_000,
  };
}

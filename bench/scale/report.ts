import { tableOf, grouped } from './columns';
import { type DayReport } from './day';
import { type IncidentReport } from './incident';
import { type MembershipReport } from './membership';
import { type SelectorReport } from './selectors';

/** Everything that a run has found out. The same for the same options, on whatever machine. */
export interface Findings {
  readonly day: DayReport;
  readonly selectors: readonly SelectorReport[];
  readonly membership: readonly MembershipReport[];
}

/** The findings for people. */
export function reportText({ day, selectors, membership }: Findings): string {
  const { backends } = day.scenario;
  return [
    ...dayText(day),
    'Faults',
    incidentTable(day.incidents),
    '',
    `Turns among ${grouped(backends)} equal backends, and with a tenth of them twice as slow`,
    selectorTable(selectors),
    '',
    `Keys that change hands when one of ${grouped(backends)} backends joins or leaves; 1/n is ${percent(1 / backends)}`,
    membershipTable(membership),
    '',
  ].join('\n');
}

function dayText({ scenario, sessions, scaling, load, latency, ...day }: DayReport): string[] {
  const lost = [...day.lost].sort(([one], [other]) => (one < other ? -1 : 1));
  const reasons = lost.map(([reason, count]) => `  ${reason.padEnd(32)}${grouped(count).padStart(12)}`);
  return [
    `A day of ${(scenario.day / 60_000).toFixed(0)} minutes, ${grouped(scenario.backends)} backends by ${scenario.balance}, seed ${scenario.seed}`,
    '',
    `Requests      ${grouped(day.begun)} begun, ${grouped(day.answered)} answered by ${grouped(day.attempts)} attempts, ${grouped(day.begun - day.ended)} without an end`,
    `Latency       p50 ${latency.p50.toFixed(0)} ms, p99 ${latency.p99.toFixed(0)} ms`,
    `Load          busiest backend ${times(load.requests)} the mean of the day; in flight ${times(load.inFlight)} the mean, ${times(load.inFlightWorst)} at the worst moment of the busy hours`,
    `Sessions      ${grouped(sessions.live)} live, ${grouped(sessions.remembered)} remembered`,
    `              ${grouped(sessions.astray)} with a wrong owner, ${grouped(sessions.unknown)} unknown, ${grouped(sessions.createdTwice)} created twice, ${grouped(sessions.falseDenials)} false 404`,
    `Scaling       ${grouped(scaling.joined)} backends joined, ${grouped(scaling.left)} left; the operator moved ${grouped(scaling.moved)} sessions, and no other session moved`,
    `Unanswered    ${grouped(day.ended - day.answered)}, of which ${grouped(day.refusedOwned)} were refused because their owner was away`,
    ...reasons,
    '',
  ];
}

function incidentTable(incidents: readonly IncidentReport[]): string {
  return tableOf(incidents, [
    ['fault', ({ fault }) => fault],
    ['backends', ({ victims }) => victims],
    ['noticed', ({ noticed }) => noticed.count],
    ['median', ({ noticed }) => (noticed.count === 0 ? '–' : seconds(noticed.median))],
    ['last', ({ noticed }) => (noticed.count === 0 ? '–' : seconds(noticed.most))],
    ['whole again', ({ back }) => (back === undefined ? '–' : seconds(back))],
    ['lost unowned', ({ lostUnowned }) => lostUnowned],
    ['lost owned', ({ lostOwned }) => lostOwned],
    ['refused owned', ({ refusedOwned }) => refusedOwned],
  ]);
}

function selectorTable(selectors: readonly SelectorReport[]): string {
  return tableOf(selectors, [
    ['balance', ({ selector }) => selector],
    ['requests max/mean', ({ equal }) => times(equal.requests)],
    ['in flight max/mean', ({ equal }) => times(equal.inFlight)],
    ['mean latency', ({ latency }) => `${latency.toFixed(0)} ms`],
    ['with slow ones', ({ latencyWithSlow }) => `${latencyWithSlow.toFixed(0)} ms`],
    ['their p99', ({ p99WithSlow }) => `${p99WithSlow.toFixed(0)} ms`],
  ]);
}

function membershipTable(membership: readonly MembershipReport[]): string {
  return tableOf(membership, [
    ['mode', ({ mode }) => mode],
    ['one joins', ({ joining }) => percent(joining)],
    ['one leaves', ({ leaving }) => percent(leaving)],
  ]);
}

function seconds(milliseconds: number): string {
  return `${(milliseconds / 1000).toFixed(1)} s`;
}

function times(ratio: number): string {
  return `${ratio.toFixed(2)}×`;
}

function percent(share: number): string {
  return `${(100 * share).toFixed(2)} %`;
}

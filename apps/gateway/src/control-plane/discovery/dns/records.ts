import { type Answer, type SrvAnswer } from 'dns-packet';

/** Settings of a name. */
export interface NamedSettings {
  readonly name: string;
  readonly port?: number | undefined;
  readonly scheme: 'http' | 'https';
  readonly refresh: { readonly min: number; readonly max: number };
  readonly nxdomain: 'keep' | 'empty';
}

/** @throws if the settings treat a missing name as an outage; otherwise, the pool has no backends. */
export function refuseAbsence({ name, nxdomain }: NamedSettings): void {
  if (nxdomain === 'keep') throw new Error(`the name ${name} does not exist, or has no such records`);
}

/** The addresses of one family among some records. */
export function addressesIn(answers: readonly Answer[], family: 'A' | 'AAAA'): string[] {
  return answers.flatMap((answer) => (answer.type === family ? answer.data : []));
}

export function servicesIn(answers: readonly Answer[]): SrvAnswer[] {
  return answers.flatMap((answer) => (answer.type === 'SRV' ? answer : []));
}

/** For how many seconds all of these may be trusted; undefined when there is none. */
export function timeToLive(answers: readonly Answer[]): number | undefined {
  const times = answers.flatMap((answer) => ('ttl' in answer && answer.ttl !== undefined ? answer.ttl : []));
  return times.length === 0 ? undefined : Math.min(...times);
}

/** How long to wait before the name is asked for again, in milliseconds. */
export function pauseAfter({ refresh: { min, max } }: NamedSettings, ttl: number | undefined): number {
  return Math.max(min, Math.min(max, (ttl ?? 0) * 1000));
}

export function urlOf(scheme: string, address: string, port: number): string {
  return `${scheme}://${address.includes(':') ? `[${address}]` : address}:${port}`;
}

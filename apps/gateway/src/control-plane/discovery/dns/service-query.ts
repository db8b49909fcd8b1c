import { type Answer, type SrvData } from 'dns-packet';
import { type BackendQuery, type QueryResult } from '../backend-query';
import { ListedBackends } from '../listed-backends';
import { type DnsClient, type DnsReply } from './dns-client';
import {
  addressesIn,
  type NamedSettings,
  pauseAfter,
  refuseAbsence,
  servicesIn,
  timeToLive,
  urlOf,
} from './records';

/** Names whose addresses are asked for at a time, and in all. */
const AT_ONCE = 16;
const MAX_TARGETS = 1_000;
const HEAVIEST = 1_000;

/** After so many targets without an answer the others are not asked this time: each costs the time limit several times. */
const MAX_FAILURES = 16;

type Client = Pick<DnsClient, 'ask'>;

/**
 * The backends that the SRV records of a name tell of: their ports, their weights, and, below the best priority, backups.
 * One is named by its target, so that it is the same one when its address changes.
 */
export class ServiceQuery implements BackendQuery {
  /** The addresses of the targets that were listed last. */
  private known: ReadonlyMap<string, Target> = new Map();
  private rounds = 0;

  constructor(
    private readonly settings: NamedSettings,
    private readonly client: Client,
  ) {}

  async ask(signal: AbortSignal): Promise<QueryResult> {
    const reply = await this.client.ask(this.settings.name, 'SRV', signal);
    const list = new ListedBackends();
    if (!reply.exists) refuseAbsence(this.settings);
    const services = servicesIn(reply.answers).map(({ data }) => data);
    const targets = await this.addressesOf([...new Set(services.map(({ target }) => target))], reply, signal);
    refuseSilence([...targets.values()]);
    this.known = targets;
    for (const [target, { failure, addresses }] of targets) {
      const what = addresses.length > 0 ? 'which is unchanged' : 'whose addresses are unknown';
      if (failure !== undefined) list.skip(target, `${what}: ${failure}`);
    }
    const best = Math.min(...services.map(({ priority = 0 }) => priority));
    const weightOf = weights(services);
    for (const service of services.sort(byTarget)) {
      const { addresses, failure } = targets.get(service.target)!;
      if (addresses.length === 0 && failure === undefined) list.skip(service.target, 'which has no address');
      for (const address of addresses.sort()) {
        list.add({
          url: urlOf(this.settings.scheme, address, service.port),
          // Several addresses of one target are as many backends.
          id: addresses.length === 1 ? `${service.target}:${service.port}` : undefined,
          weight: weightOf(service),
          backup: (service.priority ?? 0) > best,
        });
      }
    }
    const times = [timeToLive(reply.answers), ...[...targets.values()].map(({ ttl }) => ttl)];
    const known = times.filter((ttl) => ttl !== undefined);
    return {
      ...list.found,
      again: pauseAfter(this.settings, known.length > 0 ? Math.min(...known) : undefined),
    };
  }

  /** Those that came with the reply, and those that have to be asked for. */
  private async addressesOf(
    targets: readonly string[],
    { additionals }: DnsReply,
    signal: AbortSignal,
  ): Promise<Map<string, Target>> {
    if (targets.length > MAX_TARGETS) throw new Error(`it names more than ${MAX_TARGETS} targets`);
    const known = new Map<string, Target>();
    const waiting: string[] = [];
    for (const target of targets) {
      const own = additionals.filter(({ name }) => name.toLowerCase() === target.toLowerCase());
      const found = addressesOfEitherFamily(own);
      if (found.addresses.length > 0) known.set(target, found);
      else waiting.push(target);
    }
    // Those that were asked in vain are asked behind the others, the latest last, so that all are asked in the end.
    const failedIn = (target: string) => this.known.get(target)?.failedIn ?? 0;
    waiting.sort((one, other) => failedIn(other) - failedIn(one));
    this.rounds++;
    const failures: string[] = [];
    const askers = Array.from({ length: AT_ONCE }, async () => {
      for (let target = waiting.pop(); target !== undefined; target = waiting.pop())
        known.set(target, await this.addressesAt(target, signal, failures));
    });
    await Promise.all(askers);
    return known;
  }

  /** A target whose addresses cannot be found out keeps those that it had, and the others are not held up by it. */
  private async addressesAt(target: string, signal: AbortSignal, failures: string[]): Promise<Target> {
    const before = this.known.get(target);
    const kept = { addresses: before?.addresses ?? [], ttl: undefined };
    if (failures.length >= MAX_FAILURES)
      return { ...kept, failure: 'too many other targets do not respond', failedIn: before?.failedIn };
    try {
      const four = await this.client.ask(target, 'A', signal);
      const reply = four.exists ? four : await this.client.ask(target, 'AAAA', signal);
      return addressesOfEitherFamily(reply.answers);
    } catch (error) {
      signal.throwIfAborted();
      const failure = (error as Error).message;
      failures.push(failure);
      return { ...kept, failure, failedIn: this.rounds };
    }
  }
}

interface Target {
  readonly addresses: string[];
  readonly ttl: number | undefined;
  /** Why the addresses are those of before, or none. */
  readonly failure?: string;
  /** In which round of questions it was last asked in vain; undefined when it has answered since. */
  readonly failedIn?: number | undefined;
}

/** @throws Error when of all targets none could be asked for its addresses. */
function refuseSilence(targets: readonly Target[]): void {
  if (targets.length > 0 && targets.every(({ failure }) => failure !== undefined))
    throw new Error(targets[0].failure);
}

/** A machine that has addresses of both families is one backend, not two. */
function addressesOfEitherFamily(answers: readonly Answer[]): Target {
  const four = addressesIn(answers, 'A');
  const addresses = four.length > 0 ? four : addressesIn(answers, 'AAAA');
  return { addresses, ttl: addresses.length === 0 ? undefined : timeToLive(answers) };
}

/** Weights of up to 65,535 as weights of up to 1,000. One of 0 gets little (RFC 2782), not nothing. */
function weights(services: readonly SrvData[]): (service: SrvData) => number {
  const most = Math.max(...services.map(({ weight = 0 }) => weight));
  const scale = most > HEAVIEST ? HEAVIEST / most : 1;
  return ({ weight = 0 }) => Math.max(1, Math.round(weight * scale));
}

function byTarget(one: SrvData, other: SrvData): number {
  return one.target < other.target ? -1 : one.target > other.target ? 1 : one.port - other.port;
}

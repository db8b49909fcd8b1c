import { type Answer, type SrvData } from 'dns-packet';
import { type BackendQuery, type QueryAnswer } from '../backend.query';
import { ListedBackends } from '../listed.backends';
import { type DnsClient, type DnsReply } from './dns.client';
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
const MOST_TARGETS = 1_000;
const HEAVIEST = 1_000;

type Client = Pick<DnsClient, 'ask'>;

/**
 * The backends that the SRV records of a name tell of: their ports, their weights, and, below the best priority, backups.
 * One is named by its target, so that it is the same one when its address changes.
 */
export class ServiceQuery implements BackendQuery {
  constructor(
    private readonly settings: NamedSettings,
    private readonly client: Client,
  ) {}

  async ask(signal: AbortSignal): Promise<QueryAnswer> {
    const reply = await this.client.ask(this.settings.name, 'SRV', signal);
    const list = new ListedBackends();
    if (!reply.exists) refuseAbsence(this.settings);
    const services = servicesIn(reply.answers).map(({ data }) => data);
    const targets = await this.addressesOf([...new Set(services.map(({ target }) => target))], reply, signal);
    const best = Math.min(...services.map(({ priority = 0 }) => priority));
    const weightOf = weights(services);
    for (const service of services.sort(byTarget)) {
      const { addresses } = targets.get(service.target) ?? { addresses: [] };
      if (addresses.length === 0) list.skip(service.target, 'which has no address');
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
  ): Promise<Map<string, Addresses>> {
    if (targets.length > MOST_TARGETS) throw new Error(`it names more than ${MOST_TARGETS} targets`);
    const known = new Map<string, Addresses>();
    const waiting: string[] = [];
    for (const target of targets) {
      const own = additionals.filter(({ name }) => name.toLowerCase() === target.toLowerCase());
      const found = addressesOfEitherFamily(own);
      if (found.addresses.length > 0) known.set(target, found);
      else waiting.push(target);
    }
    const askers = Array.from({ length: AT_ONCE }, async () => {
      for (let target = waiting.pop(); target !== undefined; target = waiting.pop())
        known.set(target, await this.addressesAt(target, signal));
    });
    await Promise.all(askers);
    return known;
  }

  private async addressesAt(target: string, signal: AbortSignal): Promise<Addresses> {
    const four = await this.client.ask(target, 'A', signal);
    const reply = four.exists ? four : await this.client.ask(target, 'AAAA', signal);
    return addressesOfEitherFamily(reply.answers);
  }
}

interface Addresses {
  readonly addresses: string[];
  readonly ttl: number | undefined;
}

/** A machine that has addresses of both families is one backend, not two. */
function addressesOfEitherFamily(answers: readonly Answer[]): Addresses {
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

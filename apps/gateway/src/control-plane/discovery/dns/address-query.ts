import { type BackendQuery, type QueryResult } from '../backend-query';
import { ListedBackends } from '../listed-backends';
import { type DnsClient } from './dns-client';
import { addressesIn, type NamedSettings, pauseAfter, refuseAbsence, timeToLive, urlOf } from './records';

/** A backend at each address of a name. */
export class AddressQuery implements BackendQuery {
  constructor(
    private readonly settings: NamedSettings & { readonly record: 'A' | 'AAAA' },
    private readonly client: Pick<DnsClient, 'ask'>,
  ) {}

  async ask(signal: AbortSignal): Promise<QueryResult> {
    const { name, record, port, scheme } = this.settings;
    const reply = await this.client.ask(name, record, signal);
    if (!reply.exists) refuseAbsence(this.settings);
    const list = new ListedBackends();
    // Name servers turn the order of addresses with every answer, which must not pass for a change.
    for (const address of addressesIn(reply.answers, record).sort()) list.add(urlOf(scheme, address, port!));
    return { ...list.found, again: pauseAfter(this.settings, timeToLive(reply.answers)) };
  }
}

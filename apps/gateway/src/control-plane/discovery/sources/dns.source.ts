import { type Clock } from '../../../platform/clock';
import { type Random } from '../../../platform/random';
import { type BackendSource } from '../backend.source';
import { DnsClient, type RecordType } from '../dns/dns-client';
import { AddressQuery } from '../dns/address-query';
import { serverAt, systemServers } from '../dns/dns-servers';
import { ServiceQuery } from '../dns/service-query';
import { PolledSource } from '../polled.source';
import { type ShrinkSettings } from '../shrink-protection';

export interface DnsSourceSettings {
  readonly type: 'dns';
  readonly name: string;
  readonly record: RecordType;
  /** Of the backends; SRV records bring their own. */
  readonly port?: number | undefined;
  readonly scheme: 'http' | 'https';
  /** Name servers instead of the machine's. */
  readonly resolver?: readonly string[] | undefined;
  /** How soon it is asked again, whatever the TTL says; in milliseconds. */
  readonly refresh: { readonly min: number; readonly max: number };
  readonly timeout: number;
  /** The meaning of a name that does not exist. */
  readonly nxdomain: 'keep' | 'empty';
  readonly shrinkProtection: ShrinkSettings;
}

/** Backends from DNS: the addresses of a name, or the services of one. */
export function dnsSource(settings: DnsSourceSettings, clock: Clock, random: Random): BackendSource {
  const { name, record, port, resolver, refresh } = settings;
  const servers = resolver?.map(serverAt);
  const client = new DnsClient(() => servers ?? systemServers(), settings.timeout, clock);
  const query =
    record === 'SRV' ? new ServiceQuery(settings, client) : new AddressQuery({ ...settings, record }, client);
  const kind = record === 'A' ? '' : `${record}/`;
  const label = `dns:${kind}${name}${port === undefined ? '' : `:${port}`}`;
  const pace = { least: Math.max(refresh.min, 1_000), most: Math.max(refresh.max, 1_000) };
  return new PolledSource(label, query, pace, clock, random);
}

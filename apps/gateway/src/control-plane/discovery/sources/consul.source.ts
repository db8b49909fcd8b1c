import { type Clock } from '../../../platform/clock';
import { type Random } from '../../../platform/random';
import { type BackendSource } from '../backend.source';
import { ConsulQuery, type ConsulSettings } from '../consul/consul-query';
import { JsonClient } from '../http/json-client';
import { PolledSource } from '../polled.source';
import { type ShrinkSettings } from '../shrink-protection';

export interface ConsulSourceSettings extends ConsulSettings {
  readonly type: 'consul';
  /** Certificates that are trusted instead of the public ones. */
  readonly ca?: string | undefined;
  readonly shrinkProtection: ShrinkSettings;
}

/** A cluster without a leader is left alone for a while, the longer the less it answers. */
const PACE = { least: 1_000, most: 30_000 };

/** Backends from Consul: the instances of a service that are well. */
export function consulSource(settings: ConsulSourceSettings, clock: Clock, random: Random): BackendSource {
  const { service, tags, ca } = settings;
  const query = new ConsulQuery(settings, new JsonClient(clock, ca));
  return new PolledSource(`consul:${[service, ...tags].join('+')}`, query, PACE, clock, random);
}

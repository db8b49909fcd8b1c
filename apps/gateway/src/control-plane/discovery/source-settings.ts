import { type ConsulSourceSettings } from './sources/consul.source';
import { type DnsSourceSettings } from './sources/dns.source';
import { type FileSourceSettings } from './sources/file.source';
import { type HttpSourceSettings } from './sources/http.source';
import { type StaticSourceSettings } from './sources/static.source';
import { type RegistrySourceSettings } from './sources/self-registration.source';

/** Settings of one source, by its type. */
export type SourceSettings =
  | ConsulSourceSettings
  | DnsSourceSettings
  | FileSourceSettings
  | HttpSourceSettings
  | RegistrySourceSettings
  | StaticSourceSettings;

/** Settings of one pool's sources. */
export interface PoolDiscoverySettings {
  readonly name: string;
  readonly discovery: readonly SourceSettings[];
}

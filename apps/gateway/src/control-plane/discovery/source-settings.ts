import { type ConsulSourceSettings } from './sources/consul.source';
import { type DnsSourceSettings } from './sources/dns.source';
import { type FileSourceSettings } from './sources/file.source';
import { type HttpSourceSettings } from './sources/http.source';
import { type StaticSourceSettings } from './sources/static.source';
import { type RegistrySourceSettings } from './sources/self-registration.source';

/** When a list that has become much shorter is believed; times in milliseconds. */
export interface ShrinkSettings {
  /** The part of the last list, 0 to 1, that a list may lack without being held back. */
  readonly hold: number;
  /** How often a list that is held back must be found again. */
  readonly confirmations: number;
  /** How soon it is looked for again. */
  readonly interval: number;
}

/** What the configuration says of one source, by its type. */
export type SourceSettings =
  | ConsulSourceSettings
  | DnsSourceSettings
  | FileSourceSettings
  | HttpSourceSettings
  | RegistrySourceSettings
  | StaticSourceSettings;

/** What the configuration says of one pool's sources. */
export interface PoolDiscoverySettings {
  readonly name: string;
  readonly discovery: readonly SourceSettings[];
}

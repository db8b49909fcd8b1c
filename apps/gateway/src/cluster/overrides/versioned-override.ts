import { type BackendSettings } from '../../data-plane/upstream/backend';
import { type OperatorOverride } from '../../data-plane/upstream/operator-overrides';

/** As much of what the configuration says of a backend as operators may say otherwise. */
export type ConfiguredBackend = Pick<BackendSettings, 'url' | 'weight'>;

/** What operators want of one backend, and when they said so. */
export interface VersionedOverride {
  /** Wall time, in milliseconds since 1970; later than whatever the gateway knew that it was said at. */
  readonly at: number;
  /** The id of the gateway. */
  readonly by: string;
  /** What the configuration of that gateway said of the backend; undefined when it did not list it. */
  readonly listed?: ConfiguredBackend | undefined;
  /** With nothing but the name of the backend when all was taken back, or overtaken by the configuration. */
  readonly override: OperatorOverride;
}

/** Of two words about one backend the newest counts; of two from the same moment all gateways choose the same one. */
export function isNewer(one: VersionedOverride, other: VersionedOverride): boolean {
  return one.at === other.at ? one.by > other.by : one.at > other.at;
}

import { type BackendSettings } from '../../data-plane/upstream/backend';
import { type OperatorOverride } from '../../data-plane/upstream/operator-overrides';

/** As much of what the configuration says of a backend as operators may say otherwise. */
export type ConfiguredBackend = Pick<BackendSettings, 'url' | 'weight'>;

/** The override of one backend, with its time. */
export interface VersionedOverride {
  /** Wall time, in milliseconds since 1970; later than that of every override that the gateway knew. */
  readonly at: number;
  /** The id of the gateway. */
  readonly by: string;
  /** How the configuration of that gateway listed the backend; undefined if it did not. */
  readonly listed?: ConfiguredBackend | undefined;
  /** With nothing but the name of the backend when all was taken back, or overtaken by the configuration. */
  readonly override: OperatorOverride;
}

/** Of two words about one backend the newest counts; of two from the same moment all gateways choose the same one. */
export function isNewer(one: VersionedOverride, other: VersionedOverride): boolean {
  return one.at === other.at ? one.by > other.by : one.at > other.at;
}

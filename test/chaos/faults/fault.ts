import { type Subject } from '../subjects/subject';
import { type OpenLoop } from '../support/open-loop';
import { type Stage } from '../support/stage';

/**
 * The allowed costs of a fault: requests that fail. With any fault, no POST is repeated or lost, and no
 * response is false.
 */
export interface Costs {
  readonly gets: number;
  readonly posts: number;
}

/** The load while the fault lasts. */
export interface Load {
  readonly getsPerSecond: number;
  readonly postsPerSecond: number;
  readonly backends: number;
  /** How long the fault lasts. */
  readonly seconds: number;
  /** How long the proxy waits for a backend to answer. */
  readonly responseSeconds: number;
}

/** Something that goes wrong for a while: with the first backend, with all of them, or with the proxy's own surroundings. */
export interface Fault {
  /** A few words for the table. */
  readonly name: string;
  /** True if a relay before the backend causes it, not the backend's process. */
  readonly relayed: boolean;
  /** Connections that the kernel holds ready for the victim. */
  readonly backlog?: number;
  /** The proxy as it must be started for this; none other is tried then. */
  readonly subject?: Subject;
  /** True if the clients know a second proxy, which they use when the first one refuses their connections. */
  readonly standby?: boolean;
  /** True if each request uses a connection of its own. */
  readonly unkept?: boolean;
  /** Why it cannot be done here, if it cannot. */
  missing?(): string | undefined;
  begin(stage: Stage, load: OpenLoop): unknown;
  end(stage: Stage): unknown;
  mayCost(load: Load): Costs;
}

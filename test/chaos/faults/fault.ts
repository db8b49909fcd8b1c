import { type Stage } from '../support/stage';

/** What a fault may cost: requests that fail. Whatever it is, no POST is repeated or lost, and no answer is false. */
export interface Costs {
  readonly gets: number;
  readonly posts: number;
}

/** What is under way while the fault is there. */
export interface Load {
  readonly getsPerSecond: number;
  readonly postsPerSecond: number;
  readonly backends: number;
  /** How long the fault lasts. */
  readonly seconds: number;
  /** How long the proxy waits for a backend to answer. */
  readonly responseSeconds: number;
}

/** Something that goes wrong with the first backend for a while, or with all of them. */
export interface Fault {
  /** A few words for the table. */
  readonly name: string;
  /** Whether it is done by a relay before the backend, and not to the backend's process. */
  readonly relayed: boolean;
  /** Connections that the kernel holds ready for the victim. */
  readonly backlog?: number;
  begin(stage: Stage): unknown;
  end(stage: Stage): unknown;
  mayCost(load: Load): Costs;
}

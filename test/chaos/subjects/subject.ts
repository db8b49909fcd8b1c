import { type Processes, type RunningProcess } from '../../support/processes';

/** How a proxy is to be set up; times in milliseconds. */
export interface Wishes {
  readonly backendPorts: readonly number[];
  /** A folder of the test's own. */
  readonly folder: string;
  readonly connectTimeout: number;
  readonly responseTimeout: number;
  /** The policy that gives turns, by the gateway's name for it. */
  readonly balance: 'round-robin' | 'least-requests' | 'peak-ewma';
}

/** A proxy that serves. */
export interface RunningSubject {
  readonly port: number;
  /** Where the gateway's operators connect. */
  readonly adminPort?: number;
  readonly process: RunningProcess;
}

/** A proxy that the faults can be tried on. */
export interface Subject {
  readonly name: string;
  readonly title: string;
  /** Why it cannot be tried here, if it cannot. */
  missing(): string | undefined;
  /** Starts it; resolves when it serves. */
  start(processes: Processes, wishes: Wishes): Promise<RunningSubject>;
}

import { type WorkerList } from '@app/contracts';

/** The processes that have the clients; a gateway that is one process provides none. */
export abstract class WorkerProcesses {
  /** The workers, with the figures that they have reported so far. */
  abstract list(): WorkerList;

  /**
   * Replaces them one after the other, without losing a request.
   *
   * @returns the ids of those that serve then.
   * @throws when a new one cannot be started; those that were not replaced serve on.
   */
  abstract restart(): Promise<readonly number[]>;
}

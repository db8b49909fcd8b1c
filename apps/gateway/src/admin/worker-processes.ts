import { type WorkerList } from '@app/contracts';

/** The processes that have the clients; a gateway that is one process provides none. */
export abstract class WorkerProcesses {
  /** How they are, as far as they have told. */
  abstract list(): WorkerList;

  /**
   * Replaces them one after the other, without losing a request.
   *
   * @returns the ids of those that serve then.
   * @throws when a new one cannot be started; those that were not replaced serve on.
   */
  abstract restart(): Promise<readonly number[]>;
}

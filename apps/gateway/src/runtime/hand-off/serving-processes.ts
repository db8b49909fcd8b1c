/** The processes that serve clients if this one does not. They hold resources, too. */
export abstract class ServingProcesses {
  /** The same as `HeldResources.hold`, in all of them. */
  abstract hold(pool: string, key: string, patience: number): Promise<boolean>;
  abstract release(pool: string, key: string): void;
}

/**
 * Provided in a process that follows another one, which finds out how the backends are, writes it down, and tells. What
 * would do the same here does not.
 */
export class IsWorker {}

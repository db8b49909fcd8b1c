/** How a command ends, for scripts that call it. */
export enum ExitCode {
  Done = 0,
  /** What was asked for could not be done; the reason has been told. */
  Failed = 1,
  /** It was not understood what was asked for: a mistyped command, option or argument. */
  Misused = 2,
  /** No gateway answers where its admin API was looked for. */
  Unreachable = 3,
  /** The gateway wants the admin token, or another one. */
  Unauthenticated = 4,
  /** The gateway knows nothing of what was asked for: no such backend, nobody who owns the key. */
  NotFound = 5,
}

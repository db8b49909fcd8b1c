/** How a command ends, for scripts that call it. */
export enum ExitCode {
  Done = 0,
  /** The operation failed; the reason has been printed. */
  Failed = 1,
  /** It was not understood what was asked for: a mistyped command, option or argument. */
  Misused = 2,
  /** No gateway answers where its admin API was looked for. */
  Unreachable = 3,
  /** The gateway wants the admin token, or another one. */
  Unauthenticated = 4,
  /** Unknown to the gateway: no such backend, or a key without an owner. */
  NotFound = 5,
}

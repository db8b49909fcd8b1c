/** How a command ends, for scripts that call it. */
export enum ExitCode {
  Done = 0,
  /** What was asked for could not be done; the reason has been told. */
  Failed = 1,
  /** It was not understood what was asked for: a mistyped command, option or argument. */
  Misused = 2,
}

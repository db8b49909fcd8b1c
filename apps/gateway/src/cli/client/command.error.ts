import { ExitCode } from '../exit-code';

/** Why a command ends without having done what was asked for; the message says what to do about it. */
export class CommandError extends Error {
  constructor(
    message: string,
    readonly code: ExitCode = ExitCode.Failed,
  ) {
    super(message);
  }
}

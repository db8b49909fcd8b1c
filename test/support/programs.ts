import { which } from '../../bench/which.mjs';

/** `describe` where this program is installed, else a suite that says that it is skipped. */
export function describeWith(program: string): jest.Describe {
  return which(program) === undefined ? describe.skip : describe;
}

import { parse, wholeNumber } from '../options.mjs';
import { Refusal } from '../refusal.mjs';

/** The options of a run. */
export interface ScaleOptions {
  readonly help: boolean;
  readonly backends: number;
  readonly sessions: number;
  readonly seed: number;
  readonly balance: string;
  readonly record: boolean;
}

const FEWEST = 4;
const USUAL = { backends: 100, sessions: 1_000_000 };
const FULL = { backends: 1_000, sessions: 10_000_000 };

/** The output of `npm run bench:scale -- --help`. */
export const HELP = `npm run bench:scale -- [options]

Lets a day pass in a simulated world: clients, backends and their faults are made up, and time is only counted; affinity,
turns, retries, probes, ejection, slow start and the store of the sticky sessions are the gateway's own code. The same
options say the same, whatever the machine.

  --backends 100       in the morning; a tenth more joins, and a tenth leaves
  --sessions 1000000   sticky sessions that are made; three times as many requests in all
  --seed 1             of everything that is left to chance
  --balance round-robin
  --full               1,000 backends and 10,000,000 sessions: some minutes, and about 4 GiB of memory
  --record             keeps the result in bench/results/
  --help               this text
`;

/** @throws Refusal for whatever it does not know. */
export function readScaleOptions(argv: readonly string[]): ScaleOptions {
  const values = parse([...argv], {
    backends: { type: 'string' },
    sessions: { type: 'string' },
    seed: { type: 'string' },
    balance: { type: 'string', default: 'round-robin' },
    full: { type: 'boolean', default: false },
    record: { type: 'boolean', default: false },
    help: { type: 'boolean', short: 'h', default: false },
  }) as Record<string, unknown> & { balance: string; full: boolean; record: boolean; help: boolean };
  const number = (name: string, byDefault: number, most: number): number =>
    wholeNumber(`--${name}`, values[name], byDefault, most) as number;
  const preset = values.full ? FULL : USUAL;
  const backends = number('backends', preset.backends, 5_000);
  if (backends < FEWEST) throw new Refusal(`--backends takes ${FEWEST} at least, one for each zone.`);
  return {
    help: values.help,
    backends,
    sessions: number('sessions', preset.sessions, 10_000_000),
    seed: number('seed', 1, 2 ** 31),
    balance: values.balance,
    record: values.record,
  };
}

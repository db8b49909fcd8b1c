import { chosen, parse, wholeNumber } from '../../bench/options.mjs';
import { ALL_FAULTS } from './faults/all.faults';
import { type TrialPlan } from './trial';

/** Options of `npm run test:chaos`. */
export interface Options {
  readonly help: boolean;
  /** True if nginx and HAProxy are tested, too. */
  readonly peers: boolean;
  readonly faults: typeof ALL_FAULTS;
  readonly plan: TrialPlan;
}

const BALANCES = ['round-robin', 'least-requests', 'peak-ewma'] as const;

/** The output of `--help`. */
export const HELP = `npm run test:chaos -- [options]

Tries every fault on the gateway as it is built, under a load with a fixed schedule, and says what each has cost.
Exits with 1 when one has cost more than it may.

  --rate 800        requests per second
  --seconds 8       how long each trial takes; the fault is there from a quarter of it for three eighths
  --backends 4      how many; the first is the one that fails
  --post-every 5    one request in so many is a POST; 0 sends none
  --balance name    ${BALANCES.join(', ')}
  --until-back 0    seconds for which the return of the victim is waited for after a trial
  --only text,…     only faults whose name contains one of these
  --peers           nginx and HAProxy beside the gateway, where they are installed
  --help            this text
`;

/** Reads the command line; throws a Refusal that names what it takes. */
export function readOptions(argv: string[]): Options {
  const values = parse(argv, {
    rate: { type: 'string' },
    seconds: { type: 'string' },
    backends: { type: 'string' },
    'post-every': { type: 'string' },
    balance: { type: 'string' },
    'until-back': { type: 'string' },
    only: { type: 'string' },
    peers: { type: 'boolean', default: false },
    help: { type: 'boolean', short: 'h', default: false },
  }) as Record<string, string | undefined> & { peers: boolean; help: boolean };
  const seconds = wholeNumber('--seconds', values.seconds, 8, 600);
  const [balance] = chosen('--balance', values.balance, BALANCES) ?? BALANCES;
  const wanted = values.only?.split(',') ?? [''];
  return {
    help: values.help,
    peers: values.peers,
    faults: ALL_FAULTS.filter(({ name }) => wanted.some((part) => name.includes(part))),
    plan: {
      connectTimeout: 1_000,
      responseTimeout: 2_000,
      balance: balance as TrialPlan['balance'],
      backends: wholeNumber('--backends', values.backends, 4, 16),
      rate: wholeNumber('--rate', values.rate, 800, 5_000),
      seconds,
      postEvery:
        values['post-every'] === '0' ? 0 : wholeNumber('--post-every', values['post-every'], 5, 1_000),
      warmUp: 2,
      fault: { from: seconds / 4, to: (seconds * 5) / 8 },
      untilBack:
        1_000 *
        (values['until-back'] === undefined ? 0 : wholeNumber('--until-back', values['until-back'], 0, 300)),
    },
  };
}

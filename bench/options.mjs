import { parseArgs } from 'node:util';
import { Refusal } from './refusal.mjs';

const QUICK = { only: ['gateway', 'nginx', 'http-proxy'], rounds: 2, seconds: 1 };
const FULL = { rounds: 3, seconds: 2 };

/**
 * Reads the command line of `npm run bench`. `subjects` and `scenarios` are the names that may be chosen.
 * Throws a Refusal for whatever it does not know, and lists what it does.
 */
export function readOptions(argv, { subjects, scenarios }) {
  const values = parse(argv, {
    only: { type: 'string' },
    scenario: { type: 'string' },
    duration: { type: 'string' },
    rounds: { type: 'string' },
    quick: { type: 'boolean', default: false },
    check: { type: 'boolean', default: false },
    record: { type: 'boolean' },
    help: { type: 'boolean', short: 'h', default: false },
  });
  const preset = values.quick ? QUICK : FULL;
  const only = chosen('--only', values.only, subjects) ?? preset.only;
  const chosenScenarios = chosen('--scenario', values.scenario, scenarios);
  return {
    help: values.help,
    check: values.check,
    subjects: only ?? subjects,
    scenarios: chosenScenarios ?? scenarios,
    seconds: wholeNumber('--duration', values.duration?.replace(/s$/, ''), preset.seconds, 60),
    rounds: wholeNumber('--rounds', values.rounds, preset.rounds, 100),
    // A part of the picture would not compare with the rows before it.
    record: values.record ?? (only === undefined && chosenScenarios === undefined),
  };
}

/** Reads `argv` by `node:util`, and turns its complaint into a Refusal that names the known options. */
export function parse(argv, options) {
  try {
    return parseArgs({ args: argv, options, allowPositionals: false, allowNegative: true }).values;
  } catch (error) {
    const known = Object.keys(options).map((name) => `--${name}`);
    throw new Refusal(`${error.message.split('. ')[0]}. Known are ${known.join(', ')}.`);
  }
}

/** The names in a comma-separated list, or undefined when there is none; every one must be in `known`. */
export function chosen(option, list, known) {
  if (list === undefined) return undefined;
  const names = list.split(',').map((name) => name.trim());
  const strange = names.filter((name) => !known.includes(name));
  if (strange.length > 0) {
    throw new Refusal(`${option} does not know "${strange.join('", "')}". It takes ${known.join(', ')}.`);
  }
  return names;
}

/** A whole number between 1 and `most`. */
export function wholeNumber(option, text, byDefault, most) {
  if (text === undefined) return byDefault;
  const number = Number(text);
  if (text !== '' && Number.isInteger(number) && number >= 1 && number <= most) return number;
  throw new Refusal(`${option} takes a whole number from 1 to ${most}, not "${text}".`);
}

import { chosen, parse, wholeNumber } from '../options.mjs';

/** The output of `node bench/profile.mjs --help`. */
export const HELP = `node bench/profile.mjs [options]

Runs the gateway, or a peer in Node, under load with V8's profiler, and prints the functions that take the time themselves.

  --subject gateway      what to profile
  --scenario small-get   which requests
  --duration 5s          for how long, after a warm-up
  --top 30               how many functions are shown
  --help                 this text
`;

/** Reads the command line of the profiler; throws a Refusal for whatever it does not know. */
export function readOptions(argv, { subjects, scenarios }) {
  const values = parse(argv, {
    subject: { type: 'string', default: 'gateway' },
    scenario: { type: 'string', default: 'small-get' },
    duration: { type: 'string' },
    top: { type: 'string' },
    help: { type: 'boolean', short: 'h', default: false },
  });
  return {
    help: values.help,
    subject: one('--subject', values.subject, subjects),
    scenario: one('--scenario', values.scenario, scenarios),
    seconds: wholeNumber('--duration', values.duration?.replace(/s$/, ''), 5, 60),
    top: wholeNumber('--top', values.top, 30, 1000),
  };
}

function one(option, value, choices) {
  const [name] = chosen(
    option,
    value,
    choices.map((choice) => choice.name),
  );
  return choices.find((choice) => choice.name === name);
}

import { parseArgs } from 'node:util';
import { table } from './table.mjs';
import { UsageError } from './usage.error.mjs';

/**
 * An option of a command: `value` names its argument, if it takes one; `fallback` is the default; `help` is its
 * line in --help.
 * @typedef {{ value?: string, fallback?: string, help: string }} Option
 */

const HELP = { help: 'show this' };

/**
 * Reads the command line; what is not allowed is refused together with a list of what is.
 * @param {string[]} args
 * @param {Record<string, Option>} options
 * @returns {Record<string, string | boolean | undefined>}
 */
export function parseOptions(args, options) {
  const allowed = { ...options, help: HELP };
  const config = Object.fromEntries(
    Object.entries(allowed).map(([name, { value }]) => [name, { type: value ? 'string' : 'boolean' }]),
  );
  const { tokens } = parseArgs({
    args,
    options: config,
    strict: false,
    allowPositionals: true,
    tokens: true,
  });
  const values = Object.fromEntries(Object.entries(allowed).map(([name, { fallback }]) => [name, fallback]));
  for (const token of tokens) {
    if (token.kind === 'option-terminator') continue;
    const option =
      token.kind === 'option' && Object.hasOwn(allowed, token.name) ? allowed[token.name] : undefined;
    if (!option) throw refusal(`Unknown ${describe(token)}.`, allowed);
    values[token.name] = readValue(token, option, allowed);
  }
  return values;
}

function readValue(token, option, allowed) {
  if (!option.value) {
    if (token.value !== undefined) throw refusal(`${token.rawName} takes no value.`, allowed);
    return true;
  }
  // "--ports --host x" would otherwise take "--host" for the ports.
  if (!token.value || (!token.inlineValue && token.value.startsWith('-'))) {
    throw refusal(`${token.rawName} needs a value: ${token.rawName} <${option.value}>.`, allowed);
  }
  return token.value;
}

function describe(token) {
  return token.kind === 'option' ? `option ${token.rawName}` : `argument "${token.value}"`;
}

function refusal(problem, allowed) {
  const names = Object.keys(allowed).map((name) => `--${name}`);
  return new UsageError(`${problem} Allowed: ${names.join(', ')}.`);
}

/**
 * The text of --help.
 * @param {string} usage how the command is called and what it does
 * @param {Record<string, Option>} options
 */
export function helpText(usage, options) {
  const rows = Object.entries({ ...options, help: HELP }).map(([name, { value, fallback, help }]) => [
    value ? `--${name} <${value}>` : `--${name}`,
    fallback === undefined ? help : `${help} (${fallback})`,
  ]);
  return [usage, '', 'Options:', ...table(rows).map((line) => `  ${line}`)].join('\n');
}

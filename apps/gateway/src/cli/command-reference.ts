import { type Command } from 'commander';
import { markdownTable } from '../config/reference/markdown-table';
import { programOf } from './run';
import { type Terminal } from './terminal';

/** A terminal without an environment: defaults are those of the program. */
const TERMINAL: Terminal = {
  env: {},
  cwd: '.',
  out: () => undefined,
  err: () => undefined,
  isRead: () => false,
  log: undefined as never,
  ownsProcess: false,
  pause: () => Promise.resolve(),
};

/** Every command of the program, for documentation and its tests. */
export function allCommands(): readonly Command[] {
  return programOf({ terminal: TERMINAL, end: () => undefined }, '').commands;
}

/** Every command with its arguments and options, as Markdown: one section a command. */
export function commandReference(): string {
  return allCommands().map(sectionOf).join('\n');
}

function sectionOf(command: Command): string {
  const usage = `\`\`\`text\nload-distributer ${command.name()} ${command.usage()}\n\`\`\`\n`;
  const rows = [
    ...command.registeredArguments.map((argument) => [`\`${argument.name()}\``, argument.description]),
    ...command.options.map(({ flags, description }) => [`\`${flags}\``, description]),
  ];
  const table = rows.length === 0 ? '' : `\n${markdownTable(['argument or option', 'description'], rows)}`;
  return `### \`${command.name()}\`\n\n${command.description()}\n\n${usage}${table}`;
}

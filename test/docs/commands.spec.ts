import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Command, type Option } from 'commander';
import { allCommands } from '../../apps/gateway/src/cli/command-reference';
import { fencesOf, pages, ROOT } from './support/pages';

const { scripts } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
  scripts: Record<string, string>;
};
const commands = new Map(allCommands().map((command) => [command.name(), command]));

/**
 * The commands in the shell blocks of all pages, each with its place. A backslash at the end joins two lines.
 */
const lines = pages().flatMap((page) =>
  fencesOf(page)
    .filter(({ language }) => language === 'sh' || language === 'bash')
    .flatMap(({ text, line }) => {
      const whole = text.replaceAll('\\\n', ' ').split(/\n|&&|;/);
      return whole.map((command) => [`${page}:${line}`, command.replace(/(^| )#.*$/, '').trim()] as const);
    }),
);

function matching(pattern: RegExp): (readonly [place: string, words: string])[] {
  return lines.flatMap(([place, line]) => {
    const words = pattern.exec(line)?.[1];
    return words === undefined ? [] : [[place, words.trim()] as const];
  });
}

/** Returns the options of a line that its command does not have. */
function unknownIn(command: Command, words: readonly string[]): string[] {
  const given = words.filter((word) => word.startsWith('-')).map((word) => word.split('=')[0]);
  const known = command.options.flatMap(({ short, long }: Option) => [short, long]);
  return given.filter((flag) => flag !== '--help' && !known.includes(flag));
}

describe('a command in the documentation', () => {
  const ours = matching(/^(?:npx |\w+=\S+ )*load-distributer (.+)$/);

  it.each(ours)('of ours exists, with its options: %s load-distributer %s', (_, line) => {
    const [name, ...words] = line.split(/\s+/);
    const command = commands.get(name);
    expect(command?.name()).toBe(name);
    expect(unknownIn(command!, words)).toEqual([]);
  });

  it.each(matching(/^npm run ([\w:-]+)/))('is a script of package.json: %s npm run %s', (_, name) => {
    expect(Object.keys(scripts)).toContain(name);
  });

  it.each(matching(/(?:^|\s)nest start (\S+)/))('starts an application: %s nest start %s', (_, app) => {
    expect(existsSync(join(ROOT, 'apps', app, 'src/main.ts'))).toBe(true);
  });
});

import type * as JsonSchemaReference from '../../config/reference/json-schema';
import { existsSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { type Command } from 'commander';
import { EXAMPLE } from '../../config/reference/example';
import { ExitCode } from '../exit-code';
import { type CommandContext } from '../command-context';
import { type Terminal } from '../terminal';

/** `init [file]`: a commented example to start from, and the schema that its first line points editors to. */
export function addInit(program: Command, { terminal, end }: CommandContext): void {
  program
    .command('init')
    .description('Write an example configuration with comments.')
    .argument('[file]', 'file to write', 'gateway.yaml')
    .option('-f, --force', 'overwrite an existing file')
    .action((file: string, { force = false }: { force?: boolean }) => end(init(terminal, file, force)));
}

function init(terminal: Terminal, file: string, force: boolean): ExitCode {
  const path = resolve(terminal.cwd, file);
  try {
    writeFileSync(path, EXAMPLE, { flag: force ? 'w' : 'wx' });
    writeSchema(terminal, dirname(path));
  } catch (error) {
    terminal.err(`Cannot write ${file}: ${reasonOf(error)}`);
    return ExitCode.Failed;
  }
  terminal.out(`Wrote ${file}. Adapt it to your services, then run:\n`);
  terminal.out(`  npx load-distributer check ${file}\n  npx load-distributer start ${file}`);
  return ExitCode.Done;
}

/** An existing schema stays. */
function writeSchema({ cwd, out: say }: Terminal, folder: string): void {
  const path = join(folder, 'gateway.schema.json');
  if (existsSync(path)) return;
  // Other commands have no use for the schema.
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  const reference = require('../../config/reference/json-schema') as typeof JsonSchemaReference;
  writeFileSync(path, `${JSON.stringify(reference.gatewayJsonSchema(), null, 2)}\n`);
  say(`Wrote ${relative(cwd, path)}, which editors use to complete and check the configuration.`);
}

function reasonOf(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  switch (code) {
    case 'EEXIST':
      return 'it exists already. Name another file, or overwrite it with --force.';
    case 'ENOENT':
      return 'its folder does not exist. Create the folder first, or name another file.';
    case 'EISDIR':
      return 'it is a folder. Name a file in it.';
    case 'EACCES':
    case 'EROFS':
      return 'its folder is not writable. Name a file elsewhere.';
    default:
      return message;
  }
}

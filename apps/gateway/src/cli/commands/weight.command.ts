import { type BackendStatus } from '@app/contracts';
import { type Command } from 'commander';
import { ExitCode } from '../exit-code';
import { BACKEND, findBackend, fullName } from '../client/backend-target';
import { CommandError } from '../client/command.error';
import { scopeNote } from '../client/figures';
import { gatewayCommand, type Operation } from '../client/gateway-command';
import { type CommandContext } from '../command-context';

/** `weight <id> <n>`: another part of the requests for a backend. */
export function addWeight(program: Command, surroundings: CommandContext): void {
  const command = program
    .command('weight')
    .description('Change the share of requests that a backend gets, compared with the other backends.')
    .argument(...BACKEND)
    .argument('<n>', 'a whole number from 0 to 1000');
  gatewayCommand(command, surroundings, weight);
}

async function weight({ client, terminal, json }: Operation, name: string, value: string): Promise<void> {
  if (!/^\d{1,4}$/.test(value) || Number(value) > 1_000)
    throw new CommandError(`A weight must be a whole number from 0 to 1000, not ${value}.`, ExitCode.Misused);
  const path = await findBackend(client, name);
  const backend = await client.ask<BackendStatus>('PATCH', path, { weight: Number(value) });
  const text = `${fullName(backend)} now has weight ${backend.weight}${scopeNote(backend)}`;
  terminal.out(json ? JSON.stringify(backend) : text);
}

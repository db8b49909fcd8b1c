import { type BackendStatus } from '@app/contracts';
import { type Command } from 'commander';
import { ExitCode } from '../exit-code';
import { BACKEND, findBackend, fullName } from '../client/backend-target';
import { CommandError } from '../client/command.error';
import { reach } from '../client/figures';
import { asksGateway, type Operation } from '../client/gateway-command';
import { type Surroundings } from '../command-context';

/** `weight <id> <n>`: another part of the requests for a backend. */
export function addWeight(program: Command, surroundings: Surroundings): void {
  const command = program
    .command('weight')
    .description('Change the part of the requests that a backend gets, compared with the others.')
    .argument(...BACKEND)
    .argument('<n>', 'a whole number from 0 to 1000');
  asksGateway(command, surroundings, weight);
}

async function weight({ client, terminal, json }: Operation, name: string, value: string): Promise<void> {
  if (!/^\d{1,4}$/.test(value) || Number(value) > 1_000)
    throw new CommandError(`A weight is a whole number from 0 to 1000, not ${value}.`, ExitCode.Misused);
  const path = await findBackend(client, name);
  const backend = await client.ask<BackendStatus>('PATCH', path, { weight: Number(value) });
  const text = `${fullName(backend)} has weight ${backend.weight} now${reach(backend)}`;
  terminal.say(json ? JSON.stringify(backend) : text);
}

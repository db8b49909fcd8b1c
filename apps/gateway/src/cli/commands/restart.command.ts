import { type RestartResult } from '@app/contracts';
import { type Command } from 'commander';
import { gatewayCommand, type Operation } from '../client/gateway-command';
import { type CommandContext } from '../command-context';

/** `restart`: the workers, started again one after the other. */
export function addRestart(program: Command, surroundings: CommandContext): void {
  const command = program
    .command('restart')
    .description('Restart the workers of the running gateway one by one, without losing a request.');
  gatewayCommand(command, surroundings, restart);
}

async function restart({ client, terminal, json }: Operation): Promise<void> {
  const result = await client.ask<RestartResult>('POST', '/api/restart');
  if (json) terminal.out(JSON.stringify(result));
  else terminal.out(`The workers were restarted: ${result.workers.join(', ')}.`);
}

import { type UpgradeResult } from '@app/contracts';
import { type Command } from 'commander';
import { gatewayCommand, type Operation } from '../client/gateway-command';
import { type CommandContext } from '../command-context';

/** `upgrade`: what is on disk now, instead of the process that runs. */
export function addUpgrade(program: Command, surroundings: CommandContext): void {
  const command = program
    .command('upgrade')
    .description('Upgrade the running gateway to the program on disk, without losing a request.');
  gatewayCommand(command, surroundings, upgrade);
}

async function upgrade({ client, terminal, json }: Operation): Promise<void> {
  const result = await client.ask<UpgradeResult>('POST', '/api/upgrade');
  if (json) terminal.out(JSON.stringify(result));
  else terminal.out(`Process ${result.pid} of version ${result.version} has taken over.`);
}

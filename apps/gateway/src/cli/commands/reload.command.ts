import { type ReloadResult } from '@app/contracts';
import { type Command } from 'commander';
import { gatewayCommand, type Operation } from '../client/gateway-command';
import { type CommandContext } from '../command-context';

/** `reload`: the configuration, read again. */
export function addReload(program: Command, surroundings: CommandContext): void {
  const command = program
    .command('reload')
    .description(
      'Reload the configuration of the running gateway. An invalid configuration changes nothing.',
    );
  gatewayCommand(command, surroundings, reload);
}

async function reload({ client, terminal, json }: Operation): Promise<void> {
  const result = await client.ask<ReloadResult>('POST', '/api/reload');
  if (json) return terminal.out(JSON.stringify(result));
  terminal.out(`The configuration was reloaded from ${result.source}.`);
  for (const { file, line, column, path, message } of result.warnings ?? []) {
    const place = [file, line, column].filter((part) => part !== undefined).join(':');
    terminal.err(`Warning: ${place} ${path}: ${message}`);
  }
  if (result.needsRestart.length > 0)
    terminal.out(
      `Restart the gateway to change ${result.needsRestart.join(', ')}. Until then, the old value applies.`,
    );
}

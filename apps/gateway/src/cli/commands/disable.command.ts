import { type Command } from 'commander';
import { BACKEND } from '../client/backend-target';
import { gatewayCommand } from '../client/gateway-command';
import { changeState } from '../client/state-change';
import { type CommandContext } from '../command-context';

/** `disable <id>`: nothing at all for a backend, not even what it owns. */
export function addDisable(program: Command, surroundings: CommandContext): void {
  const command = program
    .command('disable')
    .description('Give a backend nothing at all: what it owns is answered with 503 until it is enabled.')
    .argument(...BACKEND);
  gatewayCommand(command, surroundings, async (operation, name: string) => {
    await changeState(operation, name, 'disabled');
  });
}

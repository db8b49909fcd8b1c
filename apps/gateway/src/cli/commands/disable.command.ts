import { type Command } from 'commander';
import { BACKEND } from '../client/backend-target';
import { gatewayCommand } from '../client/gateway-command';
import { changeState } from '../client/state-change';
import { type CommandContext } from '../command-context';

/** `disable <id>`: nothing at all for a backend, not even what it owns. */
export function addDisable(program: Command, surroundings: CommandContext): void {
  const command = program
    .command('disable')
    .description(
      'Stop sending requests to a backend, even for resources it owns. These get 503 until the backend is enabled.',
    )
    .argument(...BACKEND);
  gatewayCommand(command, surroundings, async (operation, name: string) => {
    await changeState(operation, name, 'disabled');
  });
}

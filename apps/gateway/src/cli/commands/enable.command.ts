import { type Command } from 'commander';
import { BACKEND } from '../client/backend-target';
import { gatewayCommand } from '../client/gateway-command';
import { changeState } from '../client/state-change';
import { type CommandContext } from '../command-context';

/** `enable <id>`: turns again for a backend that was drained or disabled, unless it drains itself. */
export function addEnable(program: Command, surroundings: CommandContext): void {
  const command = program
    .command('enable')
    .description('Return a drained or disabled backend to service.')
    .argument(...BACKEND);
  gatewayCommand(command, surroundings, async (operation, name: string) => {
    await changeState(operation, name, 'enabled');
  });
}

import { type GatewayEvent } from '@app/contracts';
import { type Command } from 'commander';
import { ExitCode } from '../exit-code';
import { CommandError } from '../client/command.error';
import { eventData } from '../client/event-lines';
import { gatewayCommand, type Operation } from '../client/gateway-command';
import { type CommandContext } from '../command-context';

interface EventsOptions {
  readonly recent: string;
}

/** `events`: what happens, as it happens. */
export function addEvents(program: Command, surroundings: CommandContext): void {
  const command = program
    .command('events')
    .description('Show events of the running gateway as they happen, until Ctrl-C.')
    .option('-n, --recent <number>', 'number of past events to show first', '20');
  gatewayCommand(command, surroundings, events);
}

async function events({ client, terminal, json }: Operation, { recent }: EventsOptions): Promise<void> {
  if (!/^\d{1,3}$/.test(recent) || Number(recent) > 500)
    throw new CommandError(`--recent must be a whole number from 0 to 500, not ${recent}.`, ExitCode.Misused);
  const { body } = await client.open('GET', `/api/events?recent=${recent}`);
  try {
    for await (const data of eventData(body!)) {
      if (!terminal.isRead()) return;
      terminal.out(json ? data : lineOf(JSON.parse(data) as GatewayEvent));
    }
  } catch {
    // It ends like one that was ended.
  }
  throw new CommandError('The gateway has closed the stream of events.', ExitCode.Unreachable);
}

function lineOf({ at, kind, message }: GatewayEvent): string {
  return `${at.slice(0, 19).replace('T', ' ')}  ${kind.padEnd(17)}  ${message}`;
}

import { type BackendStatus, type MoveReport } from '@app/contracts';
import { type Command } from 'commander';
import { ExitCode } from '../exit-code';
import { BACKEND, fullName } from '../client/backend-target';
import { CommandError } from '../client/command.error';
import { drainSummary, moveTrouble } from '../client/figures';
import { gatewayCommand, type Operation } from '../client/gateway-command';
import { changeState } from '../client/state-change';
import { type CommandContext } from '../command-context';

/** Between two looks at what is left. */
const PAUSE_MS = 500;

interface DrainOptions {
  readonly wait?: boolean;
  readonly requestsOnly?: boolean;
  readonly move?: boolean;
  readonly timeout?: string;
}

/** `drain <id>`: nothing new for a backend, which still serves what it owns. */
export function addDrain(program: Command, surroundings: CommandContext): void {
  const command = program
    .command('drain')
    .description('Stop sending new requests to a backend. It keeps serving the resources it owns.')
    .argument(...BACKEND)
    .option('-w, --wait', 'show what remains, and exit when the backend is drained')
    .option('-m, --move', 'move the resources it owns to other backends (pools with handOff)')
    .option('--requests-only', 'with --wait: wait for requests only, not for sticky sessions')
    .option('--timeout <seconds>', 'with --wait: stop waiting after this time');
  gatewayCommand(command, surroundings, drain);
}

async function drain(operation: Operation, name: string, options: DrainOptions): Promise<void> {
  const seconds = Number(options.timeout ?? Infinity);
  if (Number.isNaN(seconds) || seconds < 0)
    throw new CommandError(`--timeout must be a number of seconds, not ${options.timeout}`, ExitCode.Misused);
  const { path, backend } = await changeState(operation, name, 'draining');
  if (options.move) {
    await operation.client.ask<MoveReport>('POST', `${path}/move`);
    if (options.wait) await waitForMove(operation, path, backend, seconds);
  }
  if (options.wait) await wait(operation, path, backend, options.requestsOnly === true, seconds);
}

/** Shows how far the move has come, until it ends. */
async function waitForMove(
  { client, terminal, json }: Operation,
  path: string,
  backend: BackendStatus,
  seconds: number,
): Promise<void> {
  for (let waited = 0; ; waited += PAUSE_MS) {
    const report = await client.get<MoveReport>(`${path}/move`);
    terminal.out(json ? JSON.stringify(report) : `${fullName(backend)}: ${moveSummary(report)}`);
    const { running, ownedSessions, problem } = report;
    if (!running && ownedSessions === 0 && problem === null) return;
    if (!running)
      throw new CommandError(
        `${fullName(backend)} still owns ${owned(report)}${moveTrouble(report)}${problem === null ? '' : `: ${problem}`}. It serves them while it drains; run the command again to try once more.`,
      );
    if (waited >= seconds * 1_000)
      throw new CommandError(
        `${fullName(backend)} still owns ${owned(report)} after ${seconds} s; the move continues.`,
      );
    await terminal.pause(PAUSE_MS);
  }
}

function moveSummary(report: MoveReport): string {
  const { moved, secondsLeft } = report;
  const left = secondsLeft === null ? '' : `, about ${Math.ceil(secondsLeft)} s left`;
  return `${moved} moved, ${owned(report)} left${moveTrouble(report)}${left}`;
}

function owned({ ownedSessions }: MoveReport): string {
  return ownedSessions === null ? 'an unknown number of resources' : String(ownedSessions);
}

async function wait(
  { client, terminal, json }: Operation,
  path: string,
  begun: BackendStatus,
  onlyRequests: boolean,
  seconds: number,
): Promise<void> {
  let reported = drainSummary(begun);
  let backend = begun;
  for (let waited = 0; !isEmpty(backend, onlyRequests); waited += PAUSE_MS) {
    if (waited >= seconds * 1_000)
      throw new CommandError(
        `${fullName(backend)} has ${drainSummary(backend)} after ${seconds} s; it continues to drain.`,
      );
    await terminal.pause(PAUSE_MS);
    backend = await client.get<BackendStatus>(path);
    if (backend.state !== 'draining' && backend.state !== 'disabled')
      throw new CommandError(
        `${fullName(backend)} is ${backend.state} now: another operator has ended the drain.`,
      );
    if (drainSummary(backend) === reported) continue;
    reported = drainSummary(backend);
    terminal.out(json ? JSON.stringify(backend) : `${fullName(backend)}: ${reported}`);
  }
  if (!json) terminal.out(`${fullName(backend)} can be stopped now.`);
}

function isEmpty({ inFlight, ownedSessions }: BackendStatus, onlyRequests: boolean): boolean {
  return inFlight === 0 && (onlyRequests || ownedSessions === 0);
}

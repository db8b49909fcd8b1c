import { type ExplainedCandidate, type Explanation } from '@app/contracts';
import { type Command } from 'commander';
import { ExitCode } from '../exit-code';
import { CommandError } from '../client/command.error';
import { gatewayCommand, type Operation } from '../client/gateway-command';
import { type Column, table } from '../client/table';
import { type CommandContext } from '../command-context';

const CANDIDATES: readonly Column<ExplainedCandidate>[] = [
  ['', ({ eligible }) => (eligible ? '+' : '-')],
  ['BACKEND', ({ id }) => id],
  ['STATE', ({ state }) => state],
  ['WEIGHT', ({ weight }) => weight],
  ['IN FLIGHT', ({ inFlight }) => inFlight],
  ['WHY', ({ reason }) => reason],
];

interface ExplainOptions {
  readonly header?: readonly string[];
  readonly data?: string;
  readonly client?: string;
}

/** `explain GET /items/42`: what would become of a request, and why. */
export function addExplain(program: Command, surroundings: CommandContext): void {
  const command = program
    .command('explain')
    .description('Explain how the gateway would handle a request, and why. Sends nothing.')
    .argument('<method>', 'GET, POST, …')
    .argument('<url>', 'path such as /items/42, or a whole URL')
    .option('-H, --header <line>', 'header of the request, as in "x-team: shop"; repeatable', and)
    .option('-d, --data <text>', 'body of the request; JSON unless a header names another type')
    .option('--client <address>', 'address of the client (default: 127.0.0.1)');
  gatewayCommand(command, surroundings, explain);
}

async function explain(
  { client, terminal, json }: Operation,
  method: string,
  url: string,
  { header = [], data, client: address }: ExplainOptions,
): Promise<ExitCode> {
  const headers = Object.fromEntries(header.map(nameAndValue));
  const request = { method, url, headers, body: data, client: address };
  const explanation = await client.ask<Explanation>('POST', '/api/explain', request);
  if (json) terminal.out(JSON.stringify(explanation));
  else tell(explanation, terminal.out);
  return explanation.outcome === 'refused' ? ExitCode.NotFound : ExitCode.Done;
}

function tell({ steps, candidates, choice, refusal }: Explanation, say: (line: string) => void): void {
  for (const { stage, finding } of steps) say(`${stage.padEnd(10)}  ${finding}`);
  if (candidates.length > 0) say(`\n${table(CANDIDATES, candidates)}`);
  if (choice !== null)
    say(`\n→ ${choice.pool}/${choice.backend ?? `one of ${choice.among.join(', ')}`} (${choice.reason})`);
  if (refusal !== null) say(`\n→ ${refusal.status} ${refusal.code}: ${refusal.detail}`);
}

function and(line: string, lines: readonly string[] = []): readonly string[] {
  return [...lines, line];
}

function nameAndValue(line: string): [string, string] {
  const colon = line.indexOf(':');
  if (colon < 1)
    throw new CommandError(
      `--header has no name: ${line}. Use a header such as "x-team: shop"`,
      ExitCode.Misused,
    );
  return [line.slice(0, colon).trim(), line.slice(colon + 1).trim()];
}

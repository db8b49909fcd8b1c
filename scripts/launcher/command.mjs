import { busyPorts } from './busy-ports.mjs';
import { Build } from './build.mjs';
import { launch } from './launch.mjs';
import { helpText, parseOptions } from './options.mjs';
import { Output } from './output.mjs';
import { ROOT } from './root.mjs';
import { stopRequests } from './stop-requests.mjs';
import { UsageError } from './usage.error.mjs';
import { watch } from './watch.mjs';

/**
 * A command of the launcher: `plan` turns the options into what to run, which addresses that takes and what to
 * tell people once it runs.
 * @typedef {{ name: string, host: string, port: number }} Address
 * @typedef {{ tiers: import('./programs.mjs').Program[][], addresses: Address[], welcome: string[] }} Plan
 * @typedef {{ usage: string, options: Record<string, import('./options.mjs').Option>, plan: (values: Record<string, any>) => Plan }} Command
 */

/**
 * Runs a command from the command line to its end, and sets the exit code: 0 after a stop that was asked for,
 * 1 when something failed, 2 when the command line is wrong, 130 after an insisting Ctrl-C.
 * @param {Command} command
 */
export async function run(command) {
  const output = new Output();
  try {
    process.exitCode = await execute(command, output);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    output.alert(error.message);
    process.exitCode = 2;
  }
}

async function execute({ usage, options, plan }, output) {
  const values = parseOptions(process.argv.slice(2), options);
  if (values.help) {
    output.say(helpText(usage, options));
    return 0;
  }
  const { tiers, addresses, welcome } = plan(values);
  const taken = await busyPorts(addresses);
  if (taken.length > 0) {
    [...taken, 'Nothing was started.'].forEach((line) => output.alert(line));
    return 1;
  }

  const stop = stopRequests();
  const build = new Build(ROOT, output, stop);
  const programs = tiers.flat();
  if (!(await build.bringUpToDate(appsOf(programs)))) return stop.aborted ? 0 : 1;
  return launch(tiers, {
    output,
    stop,
    onReady: () => welcome.forEach((line) => output.say(line)),
    accompany: values.watch
      ? (fleet, over) => watch({ root: ROOT, build, output, programs, fleet, stop: over })
      : undefined,
  });
}

/** Returns the apps of these programs, each once. */
function appsOf(programs) {
  return [...new Set(programs.flatMap(({ app, page = [] }) => [app, page].flat()))];
}

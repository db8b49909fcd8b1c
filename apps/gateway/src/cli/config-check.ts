import { ConfigError } from '../config/config.error';
import { type ConfigWarning, formatFinding } from '../config/located-issue';
import { summarise } from '../config/summary';
import { ConfigSource } from '../runtime/reload/config.source';
import { ExitCode } from './exit-code';
import { type Terminal } from './terminal';

/**
 * Reports every mistake in the configuration, or what the configuration makes of the gateway and what is doubtful in it.
 *
 * @param isStrict whether doubtful settings count as mistakes.
 */
export function checkConfig(terminal: Terminal, file: string | undefined, isStrict: boolean): ExitCode {
  const { env, cwd } = terminal;
  try {
    const { config, source, warnings } = new ConfigSource({ env, cwd, file }).load();
    terminal.out(`No errors in ${source === 'defaults' ? 'the defaults; there is no file' : source}.\n`);
    terminal.out(summarise(config));
    if (warnings.length > 0) terminal.err(listed(warnings));
    return isStrict && warnings.length > 0 ? ExitCode.Failed : ExitCode.Done;
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    terminal.err(String(error));
    return ExitCode.Failed;
  }
}

function listed(warnings: readonly ConfigWarning[]): string {
  const count = `${warnings.length} ${warnings.length === 1 ? 'warning' : 'warnings'} about the configuration`;
  return [count, ...warnings.map(formatFinding)].join('\n');
}

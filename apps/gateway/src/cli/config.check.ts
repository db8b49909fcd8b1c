import { ConfigError } from '../config/config.error';
import { summarise } from '../config/summary';
import { ConfigSource } from '../reload/config.source';
import { ExitCode } from './exit.code';
import { type Terminal } from './terminal';

/** Reports every mistake in the configuration, or what the configuration makes of the gateway. */
export function checkConfig(terminal: Terminal, file?: string): ExitCode {
  const { env, cwd } = terminal;
  try {
    const { config, source } = new ConfigSource({ env, cwd, file }).load();
    terminal.say(`No mistakes in ${source === 'defaults' ? 'the defaults; there is no file' : source}.\n`);
    terminal.say(summarise(config));
    return ExitCode.Done;
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    terminal.complain(String(error));
    return ExitCode.Failed;
  }
}

import { ConfigError } from './config/config.error';
import { loadConfig } from './config/load-config';
import { GatewayApplication } from './gateway.application';

async function main(): Promise<void> {
  const { config } = loadConfig({ env: process.env, cwd: process.cwd() });
  const gateway = await GatewayApplication.start(config);
  say(`gateway listening on http://${config.listen.host}:${gateway.port}`);
  say(`admin listening on http://${config.admin.host}:${gateway.adminPort}`);
  let isStopping = false;
  const stop = (signal: NodeJS.Signals): void => {
    // Whoever asks twice does not want to wait.
    if (isStopping) process.exit(1);
    isStopping = true;
    say(`${signal}: finishing what is in flight; a second signal ends at once`);
    void gateway.stop().then((isClean) => process.exit(isClean ? 0 : 1));
  };
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

function reasonOf(error: unknown): string {
  return `gateway cannot start: ${error instanceof Error ? error.message : String(error)}`;
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof ConfigError ? String(error) : reasonOf(error)}\n`);
  process.exit(1);
});

import { ConfigError } from './config/config.error';
import { readConfig } from './config/read-config';
import { storeFailure } from './items/stores/store-failure';
import { startItemsApi } from './items-api.application';
import { listenFailure } from './listener/listen-failure';
import { onStopSignal } from './listener/stop-signals';

async function main(): Promise<void> {
  const config = readConfig(process.env);
  const running = await startItemsApi(config).catch((error: unknown) => {
    const failure = listenFailure(error, config) ?? storeFailure(error, config);
    throw failure ? new ConfigError([failure]) : error;
  });
  process.stdout.write(`items-api listening on ${running.url}\n`);
  onStopSignal(() => void running.stop().catch(fail));
}

/** Errors that the operator can fix take a line each; any other error is a fault, and shows its stack. */
function fail(error: unknown): void {
  const lines =
    error instanceof ConfigError ? error.problems : [String(error instanceof Error ? error.stack : error)];
  for (const line of lines) process.stderr.write(`items-api: ${line}\n`);
  process.exitCode = 1;
}

main().catch(fail);

import { Upgrader } from '../runtime/handover/upgrader';
import { type RunningGateway } from '../workers/start-processes';
import { ExitCode } from './exit-code';
import { type Program, upgradable } from './upgradable-gateway';

/** Does what signals say: SIGTERM and SIGINT end the process, SIGHUP reloads, SIGUSR2 has it succeeded. */
export function handleSignals(gateway: RunningGateway, program: Program): void {
  const { terminal, heritage } = program;
  const upgrader = gateway.app.get(Upgrader);
  let isStopping = false;
  let isLeaving = false;
  const end = (isClean: boolean): void => process.exit(isClean ? ExitCode.Done : ExitCode.Failed);
  const stop = (signal: NodeJS.Signals): void => {
    // A second signal means that the operator does not want to wait.
    if (isStopping) process.exit(ExitCode.Failed);
    isStopping = true;
    terminal.log.info(`${signal}: finishing open requests; a second signal stops the process at once`);
    if (isLeaving) return;
    upgrader.abandon();
    void gateway.stop().then(end);
  };
  const leave = async (): Promise<void> => {
    isLeaving = true;
    const isClean = await gateway.leave();
    // It may still have requests, and ask who owns what.
    await heritage.predecessor?.ended;
    end(isClean);
  };
  upgrader.offer(upgradable(gateway, program, () => void leave()));
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
  process.on('SIGHUP', (signal) => void gateway.reload(signal));
  process.on('SIGUSR2', (signal) => void upgrader.upgrade(signal));
}

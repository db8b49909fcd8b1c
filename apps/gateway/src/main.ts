import { startGateway } from './cli/gateway-process';
import { processTerminal } from './cli/process-terminal';

// The same as `load-distributer start`.
void startGateway(processTerminal(process.env)).then((code) => (process.exitCode = code));

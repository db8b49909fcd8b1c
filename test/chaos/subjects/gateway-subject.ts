import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { freePorts, type Processes, ROOT } from '../../support/processes';
import { type RunningSubject, type Subject, type Wishes } from './subject';
import { untilListening } from './until-listening';

const MAIN = join(ROOT, 'dist/apps/gateway/src/main.js');

/** How the process is started. */
export interface Surroundings {
  /** A command line of bash that ends in `exec "$@"`, which starts the gateway. */
  shell?(folder: string): string;
  env?(folder: string): Record<string, string>;
  /** Time limits of the listener. */
  readonly timeouts?: Record<string, string>;
}

/** The gateway as it is built and shipped; all settings that are not named here are the default ones. */
export class GatewaySubject implements Subject {
  readonly name = 'gateway';
  readonly title = 'Load Distributer';

  constructor(private readonly surroundings: Surroundings = {}) {}

  missing(): undefined {
    return undefined;
  }

  async start(processes: Processes, wishes: Wishes): Promise<RunningSubject> {
    const { folder } = wishes;
    const [port, adminPort] = await freePorts(2);
    const file = join(folder, `gateway-${port}.yaml`);
    writeFileSync(file, this.configuration(wishes, port, adminPort));
    const shell = this.surroundings.shell?.(folder) ?? 'exec "$@"';
    const running = processes.start('bash', ['-c', shell, 'bash', process.execPath, MAIN], {
      ...this.surroundings.env?.(folder),
      GATEWAY_CONFIG: file,
    });
    await untilListening(port, running);
    return { port, adminPort, process: running };
  }

  /** JSON is YAML. */
  private configuration(wishes: Wishes, port: number, adminPort: number): string {
    const { backendPorts, connectTimeout, responseTimeout, balance } = wishes;
    return JSON.stringify({
      listen: { host: '127.0.0.1', port, timeouts: this.surroundings.timeouts },
      admin: { port: adminPort },
      pools: {
        main: {
          balance,
          backends: backendPorts.map((port) => ({ url: `http://127.0.0.1:${port}` })),
          timeouts: { connect: `${connectTimeout}ms`, response: `${responseTimeout}ms` },
        },
      },
      routes: [{ path: '/', pool: 'main' }],
    });
  }
}

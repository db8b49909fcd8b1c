import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Processes, ROOT } from '../../support/processes';
import { type RunningSubject, type Subject, type Wishes } from './subject';

const MAIN = join(ROOT, 'dist/apps/gateway/src/main.js');

/** How the process is started. */
export interface Surroundings {
  /** What comes before the command, as `faketime` would. */
  readonly wrapper?: readonly string[];
  readonly env?: Record<string, string>;
  /** Sections that are added to the configuration. */
  readonly sections?: Record<string, unknown>;
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
    const { wrapper = [], env = {} } = this.surroundings;
    const file = join(wishes.folder, `gateway-${Object.keys(env).length}.yaml`);
    writeFileSync(file, this.configuration(wishes));
    const [command, ...args] = [...wrapper, process.execPath, MAIN];
    const running = processes.start(command, args, { ...env, GATEWAY_CONFIG: file });
    const [, port] = await running.untilOutput(/gateway listening on \S+:(\d+)/);
    return { port: Number(port), process: running };
  }

  /** JSON is YAML. */
  private configuration({ backendPorts, connectTimeout, responseTimeout, balance }: Wishes): string {
    return JSON.stringify({
      listen: { host: '127.0.0.1', port: 0 },
      admin: { port: 0 },
      pools: {
        main: {
          balance,
          backends: backendPorts.map((port) => ({ url: `http://127.0.0.1:${port}` })),
          timeouts: { connect: `${connectTimeout}ms`, response: `${responseTimeout}ms` },
        },
      },
      routes: [{ path: '/', pool: 'main' }],
      ...this.surroundings.sections,
    });
  }
}

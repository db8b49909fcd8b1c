import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { processTree } from '../../bench/accounting/process-tree.mjs';
import { untilListening } from '../chaos/subjects/until-listening';
import { type Processes, ROOT, type RunningProcess } from '../support/processes';

const MAIN = join(ROOT, 'dist/apps/gateway/src/main.js');

/** Sections of `gateway.yaml` beside the listeners. */
export type Sections = Readonly<Record<string, object | string | number | boolean>>;

/** A gateway as it is built, on ports of its own, which can be killed and started again. */
export class GatewayActor {
  private readonly file: string;
  private running: RunningProcess | undefined;

  constructor(
    private readonly processes: Processes,
    folder: string,
    private readonly ports: { readonly port: number; readonly adminPort: number },
    private readonly sections: Sections,
  ) {
    this.file = join(folder, `gateway-${ports.port}.yaml`);
    this.configure({});
  }

  get port(): number {
    return this.ports.port;
  }

  get adminPort(): number {
    return this.ports.adminPort;
  }

  /** Writes the configuration file, with these sections instead of others. */
  configure(changes: Sections): void {
    const listen = { host: '127.0.0.1', port: this.port, trustedProxies: ['127.0.0.1'] };
    const text = {
      listen: { ...listen, timeouts: { shutdown: '10s' } },
      admin: { port: this.adminPort },
      ...this.sections,
      ...changes,
    };
    writeFileSync(this.file, JSON.stringify(text));
  }

  async start(): Promise<void> {
    this.running = this.processes.start(process.execPath, [MAIN], { GATEWAY_CONFIG: this.file });
    await untilListening(this.port, this.running);
  }

  async kill(): Promise<void> {
    this.running!.signalGroup('SIGKILL');
    await this.running!.ended;
  }

  signal(name: NodeJS.Signals): void {
    this.running!.signalGroup(name);
  }

  /** Process ids of its workers. */
  get workers(): readonly number[] {
    return processTree(this.running!.pid).slice(1) as number[];
  }

  /** What its processes have written. */
  get output(): string {
    return this.running?.output ?? '';
  }
}

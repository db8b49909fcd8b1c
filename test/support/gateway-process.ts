import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { type GatewayConfig } from '../../apps/gateway/src/config/gateway-config';
import { closedAfterTest } from './closing';

const TYPESCRIPT = join(__dirname, '../items-api/support/typescript.cjs');
const PROGRAM = join(__dirname, 'measured-gateway.ts');

/** Questions to such a gateway. */
export type Question = 'peak' | 'census';

/** Its resources: bytes of memory without garbage, sockets to clients and backends, and its counts. */
export interface Census {
  readonly memory: number;
  readonly sockets: number;
  readonly inFlight: number;
  readonly deadlines: number;
  readonly tunnels: number;
}

/** A gateway whose memory is its own, so that a test can measure it. */
export class GatewayProcess {
  private constructor(
    private readonly child: ChildProcess,
    readonly port: number,
  ) {}

  static async start(config: GatewayConfig): Promise<GatewayProcess> {
    const child = fork(PROGRAM, [JSON.stringify(config)], { execArgv: ['--expose-gc', '-r', TYPESCRIPT] });
    const ended = once(child, 'exit').then(() => Promise.reject(new Error('The gateway did not start.')));
    const [port] = (await Promise.race([once(child, 'message'), ended])) as [number];
    ended.catch(() => undefined);
    return closedAfterTest(new GatewayProcess(child, port));
  }

  /** The most memory it has taken since the last call, in bytes. */
  peakMemory(): Promise<number> {
    return this.ask('peak');
  }

  /** Its resources at the moment. */
  census(): Promise<Census> {
    return this.ask('census');
  }

  async close(): Promise<void> {
    const ended = once(this.child, 'exit');
    this.child.kill('SIGKILL');
    await ended;
  }

  private async ask<T>(question: Question): Promise<T> {
    const answer = once(this.child, 'message');
    this.child.send(question);
    const [told] = (await answer) as [T];
    return told;
  }
}

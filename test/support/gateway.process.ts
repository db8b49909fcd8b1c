import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { type GatewayConfig } from '../../apps/gateway/src/config/gateway.config';
import { closedAfterTest } from './closing';

const TYPESCRIPT = join(__dirname, '../items-api/support/typescript.cjs');
const PROGRAM = join(__dirname, 'measured.gateway.ts');

/** A gateway whose memory is its own, so that a test can measure it. */
export class GatewayProcess {
  private constructor(
    private readonly child: ChildProcess,
    readonly port: number,
  ) {}

  static async start(config: GatewayConfig): Promise<GatewayProcess> {
    const child = fork(PROGRAM, [JSON.stringify(config)], { execArgv: ['-r', TYPESCRIPT] });
    const ended = once(child, 'exit').then(() => Promise.reject(new Error('The gateway did not start.')));
    const [port] = (await Promise.race([once(child, 'message'), ended])) as [number];
    ended.catch(() => undefined);
    return closedAfterTest(new GatewayProcess(child, port));
  }

  /** The most memory it has taken since the last call, in bytes. */
  async peakMemory(): Promise<number> {
    const answer = once(this.child, 'message');
    this.child.send('peak');
    const [bytes] = (await answer) as [number];
    return bytes;
  }

  async close(): Promise<void> {
    const ended = once(this.child, 'exit');
    this.child.kill('SIGKILL');
    await ended;
  }
}

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

const ROOT = join(__dirname, '../../..');
const SOURCES = ['-r', join(__dirname, 'typescript.cjs'), join(ROOT, 'apps/items-api/src/main.ts')];

/** The end of a process, and all its output. */
export interface Ending {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** items-api in a process of its own, as an operator starts it. */
export class ItemsApiProcess {
  private readonly child: ChildProcess;
  private stdout = '';
  private stderr = '';
  readonly ended: Promise<Ending>;

  constructor(environment: Record<string, string>) {
    this.child = spawn(process.execPath, SOURCES, {
      cwd: ROOT,
      env: { PATH: process.env.PATH, ...environment },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.child.stdout!.on('data', (text: Buffer) => (this.stdout += text.toString()));
    this.child.stderr!.on('data', (text: Buffer) => (this.stderr += text.toString()));
    this.ended = once(this.child, 'close').then(([code, signal]) => ({
      code: code as number | null,
      signal: signal as NodeJS.Signals | null,
      stdout: this.stdout,
      stderr: this.stderr,
    }));
  }

  /** The port it listens on, once it says so. */
  async port(): Promise<number> {
    while (!this.stdout.includes('\n')) {
      const ending = await Promise.race([once(this.child.stdout!, 'data').then(() => undefined), this.ended]);
      if (ending) throw new Error(`items-api ended before it listened: ${ending.stderr}`);
    }
    return Number(/:(\d+)\n/.exec(this.stdout)![1]);
  }

  signal(signal: NodeJS.Signals): void {
    this.child.kill(signal);
  }

  async kill(): Promise<void> {
    this.child.kill('SIGKILL');
    await this.ended;
  }
}

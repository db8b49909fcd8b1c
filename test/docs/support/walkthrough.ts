import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { closedAfterTest } from '../../support/closing';
import { eventually } from '../../support/eventually';
import { freePorts, isFree, Processes, ROOT, untilAnswers } from '../../support/processes';
import { type Fence } from './pages';

const PROGRAM = `node ${join(ROOT, 'bin/load-distributer.js')}`;
const PORT = /\b(?:80[08]\d|90\d\d)\b/g;

/** Runs a block by its marks: a file, a process that stays, or commands and their output. */
export class Walkthrough {
  private readonly folder = mkdtempSync(join(tmpdir(), 'walkthrough-'));
  private readonly processes = new Processes();
  private readonly ports = new Map<string, string>();

  /** `fences` are the blocks of a page in their order. Ports in them are replaced by free ones. */
  static async of(fences: readonly Fence[]): Promise<Walkthrough> {
    const walkthrough = new Walkthrough();
    closedAfterTest({ close: () => walkthrough.end() });
    const named = new Set(fences.flatMap(({ text }) => text.match(PORT) ?? []).concat('8080', '8081'));
    const free = await freePorts(named.size);
    [...named].sort().forEach((port, at) => walkthrough.ports.set(port, String(free[at])));
    return walkthrough;
  }

  /** Writes the file of a block. */
  write(fence: Fence): void {
    const file = join(this.folder, fence.marks.file);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, this.here(fence.text));
  }

  /** Starts the process of a block, and waits until it serves. */
  async start(fence: Fence): Promise<void> {
    const [, port] = /^PORT=(\d+)/.exec(this.here(fence.text)) ?? [];
    const running = this.processes.start('bash', ['-c', this.script(this.command(fence))], this.environment);
    if (port === undefined)
      await untilAnswers(`http://127.0.0.1:${this.ports.get('8081')}/health/ready`, running);
    else await eventually(async () => expect(await isFree(Number(port))).toBe(false));
  }

  /** Runs the commands of a block in one shell after those before, and returns what they print. */
  async run(fence: Fence): Promise<string> {
    const kept = join(this.folder, '.variables');
    const script = `set -ae; [ -f ${kept} ] && . ${kept}; ${this.here(fence.text)}\ndeclare -p order 2>/dev/null > ${kept} || true`;
    const running = this.processes.start('bash', ['-c', this.script(script)], this.environment);
    const { code } = await running.ended;
    if (code !== 0) throw new Error(`${fence.text}\nended with ${code}:\n${running.output}`);
    return running.output;
  }

  /** A pattern of what a page says is printed; `…` stands for anything in a line. */
  expected(fence: Fence): RegExp {
    const text = this.here(fence.text).replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
    return new RegExp(`^${text.replaceAll('…', '[^\n]*')}\n?$`);
  }

  /** `npm start` gets its ports by options, everything else by the environment. */
  private command({ text }: Fence): string {
    if (text !== 'npm start') return `exec ${this.here(text).replace(/^(\w+=\S+ )/, 'env $1')}`;
    const [port, admin] = [this.ports.get('8080'), this.ports.get('8081')];
    const backends = ['8000', '8001', '8002', '8003'].map((name) => this.ports.get(name)).join();
    return `cd ${ROOT} && exec npm start -- --ports ${backends} --port ${port} --admin-port ${admin}`;
  }

  private get environment(): Record<string, string> {
    return { PORT: this.ports.get('8080')!, ADMIN_PORT: this.ports.get('8081')! };
  }

  private script(commands: string): string {
    return `cd ${this.folder} && ${commands.replaceAll('npx load-distributer', PROGRAM)}`;
  }

  private here(text: string): string {
    return text.replace(PORT, (port) => this.ports.get(port) ?? port);
  }

  private async end(): Promise<void> {
    await this.processes.endAll();
    rmSync(this.folder, { recursive: true });
  }
}

import { readdirSync, readFileSync, rmSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { textOf, type Sections } from '../../reload/support/file-gateway';
import { type Answer, HttpClient, type Sending } from '../../support/http-client';
import { eventually } from '../../support/eventually';
import { Processes, ROOT, type RunningProcess } from '../../support/processes';
import { StubBackend } from '../../support/stub-backend';

const SOURCES = ['-r', join(ROOT, 'test/items-api/support/typescript.cjs'), 'apps/gateway/src/main.ts'];

/** A gateway of several processes as it is started, with backends that answer their names; it may serve several tests. */
export class ManyProcesses {
  readonly file: string;
  readonly backends: readonly StubBackend[];
  running!: RunningProcess;
  port = 0;
  adminPort = 0;
  private readonly processes = new Processes();
  private readonly folder = mkdtempSync(join(tmpdir(), 'gateway-workers-'));
  private operator!: HttpClient;

  private constructor(names: readonly string[]) {
    this.file = join(this.folder, 'gateway.yaml');
    this.backends = names.map((name) => new StubBackend(name));
  }

  /** @param sections of `gateway.yaml`; made when the backends are there. */
  static async start(
    names: readonly string[],
    sections: (backends: readonly object[]) => Sections,
  ): Promise<ManyProcesses> {
    const gateway = new ManyProcesses(names);
    for (const backend of gateway.backends) await backend.start();
    gateway.says(sections(gateway.backends.map(({ name, url }) => ({ id: name, url }))));
    gateway.running = gateway.processes.start(process.execPath, SOURCES, { GATEWAY_CONFIG: gateway.file });
    const [, port] = await gateway.running.untilOutput(/gateway listening on \S+:([0-9]+)/);
    const [, adminPort] = await gateway.running.untilOutput(/admin listening on \S+:([0-9]+)/);
    gateway.port = Number(port);
    gateway.adminPort = Number(adminPort);
    gateway.operator = new HttpClient(gateway.adminPort);
    return gateway;
  }

  /** Writes this into its file. */
  says(sections: Sections): void {
    writeFileSync(this.file, textOf(sections));
  }

  backend(name: string): StubBackend {
    return this.backends.find((own) => own.name === name)!;
  }

  /** One request on a connection of its own, so that the workers have their turns. */
  async fetch(path: string, sending?: Sending): Promise<Answer> {
    const client = new HttpClient(this.port);
    try {
      return await client.fetch(path, sending);
    } finally {
      client.close();
    }
  }

  admin(path: string, sending?: Sending): Promise<Answer> {
    return this.operator.fetch(path, sending);
  }

  async adminJson<T>(path: string): Promise<T> {
    return JSON.parse((await this.admin(path)).text) as T;
  }

  /** The workers by what the system says; those that have ended are none. */
  get workers(): number[] {
    return childrenOf(this.running.pid);
  }

  /** Kills a worker and resolves when it is gone and another one has come. */
  async killWorker(pid = this.workers[0]): Promise<void> {
    const count = this.workers.length;
    process.kill(pid, 'SIGKILL');
    await eventually(() => {
      expect(this.workers).not.toContain(pid);
      expect(this.workers).toHaveLength(count);
    });
  }

  async close(): Promise<void> {
    this.operator?.close();
    await this.processes.endAll();
    for (const backend of this.backends) await backend.stop();
    rmSync(this.folder, { recursive: true });
  }
}

/** Returns true if the process exists, other than as an uncollected exit code. */
export function isAlive(pid: number): boolean {
  try {
    return !/\) Z /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return false;
  }
}

/** Processes that this one has forked and that are still there (Linux). */
export function childrenOf(pid: number): number[] {
  return readdirSync(`/proc/${pid}/task`)
    .flatMap((task) => readFileSync(`/proc/${pid}/task/${task}/children`, 'utf8').split(' '))
    .filter(Boolean)
    .map(Number)
    .sort((one, other) => one - other);
}

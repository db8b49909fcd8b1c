import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { createClient } from 'redis';
import { freePorts } from './processes';

const PROGRAMS = ['redis-server', 'valkey-server'];

/** Nothing is written to disk, and no other process can connect. */
const SETTINGS = [
  '--save',
  '',
  '--appendonly',
  'no',
  '--bind',
  '127.0.0.1',
  '--maxmemory-policy',
  'noeviction',
];

/** The program of a Redis server: what is installed; undefined where there is none and none can be had. */
export function redisProgram(): string | undefined {
  return installed() ?? (install() ? installed() : undefined);
}

function installed(): string | undefined {
  const folders = (process.env.PATH ?? '').split(delimiter);
  return PROGRAMS.flatMap((name) => folders.map((folder) => join(folder, name))).find((path) =>
    existsSync(path),
  );
}

/** Only where it is our own machine to install on: as root on Debian. */
function install(): boolean {
  if (process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get')) return false;
  const options = { stdio: 'ignore', env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } } as const;
  try {
    execFileSync('apt-get', ['update'], options);
    execFileSync('apt-get', ['install', '-y', '--no-install-recommends', 'redis-server'], options);
    return true;
  } catch {
    return false;
  }
}

/** A Redis server of a test's own, on a free port of 127.0.0.1, that keeps nothing on disk. */
export class RedisServer {
  private child: ChildProcess | undefined;
  private sentinelFile: string | undefined;
  private readonly folder = mkdtempSync(join(tmpdir(), 'redis-'));

  private constructor(
    readonly port: number,
    /** In cluster mode. The default, 10,000 above the other port, may not be free. */
    private readonly busPort: number,
    private readonly settings: readonly string[],
  ) {}

  static async start(...settings: string[]): Promise<RedisServer> {
    const [port, busPort] = await freePorts(2);
    const server = new RedisServer(port, busPort, settings);
    await server.run();
    return server;
  }

  /** A Sentinel, which monitors what its settings say. It keeps what it learns in their file. */
  static async startSentinel(...lines: string[]): Promise<RedisServer> {
    const [port] = await freePorts(1);
    const server = new RedisServer(port, 0, []);
    server.sentinelFile = join(server.folder, 'sentinel.conf');
    const own = [`port ${port}`, 'bind 127.0.0.1', `dir ${server.folder}`];
    writeFileSync(server.sentinelFile, [...own, ...lines, ''].join('\n'));
    await server.run();
    return server;
  }

  get url(): string {
    return `redis://127.0.0.1:${this.port}`;
  }

  /** Starts it, where it was; whatever it knew is gone. Resolves when it answers. */
  async run(): Promise<void> {
    const program = redisProgram();
    if (program === undefined) throw new Error('There is no redis-server, and none could be installed.');
    this.child = spawn(program, this.sentinelFile ? [this.sentinelFile, '--sentinel'] : this.arguments(), {
      stdio: 'ignore',
    });
    const ended = once(this.child, 'exit').then(() => Promise.reject(new Error('redis-server ended.')));
    ended.catch(() => undefined);
    await Promise.race([this.untilItAnswers(), ended]);
  }

  /** Ends it as a crash would. */
  async kill(): Promise<void> {
    const { child } = this;
    if (child === undefined) return;
    this.child = undefined;
    const ended = once(child, 'exit');
    child.kill('SIGKILL');
    await ended;
  }

  signal(name: 'SIGSTOP' | 'SIGCONT'): void {
    this.child?.kill(name);
  }

  /** Makes both servers, which are in cluster mode, nodes of one cluster. */
  async meet(other: RedisServer): Promise<void> {
    await this.command('CLUSTER', 'MEET', '127.0.0.1', String(other.port), String(other.busPort));
  }

  /** From now on it can save nothing. */
  loseFolder(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** Sends one command over a connection of its own. */
  async command<T = unknown>(...command: string[]): Promise<T> {
    const client = createClient({ url: this.url, RESP: 3, socket: { reconnectStrategy: false } });
    client.on('error', () => undefined);
    await client.connect();
    try {
      return await client.sendCommand<T>(command);
    } finally {
      client.destroy();
    }
  }

  async close(): Promise<void> {
    await this.kill();
    rmSync(this.folder, { recursive: true, force: true });
  }

  private arguments(): string[] {
    const ports = ['--port', String(this.port), '--cluster-port', String(this.busPort)];
    return [...SETTINGS, ...ports, '--dir', this.folder, ...this.settings];
  }

  private async untilItAnswers(): Promise<void> {
    for (;;) {
      const answers = await this.command('PING').then(
        () => true,
        () => false,
      );
      if (answers) return;
      await sleep(20);
    }
  }
}

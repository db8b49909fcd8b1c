import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chownSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { freePorts } from './processes';

/** Where Debian puts the programs of each version, which are not on the PATH. */
const DEBIAN = '/usr/lib/postgresql';

/** The folder of `initdb` and `postgres`; undefined where PostgreSQL is not installed. */
export function postgresPrograms(): string | undefined {
  const versions = existsSync(DEBIAN)
    ? readdirSync(DEBIAN).map((version) => join(DEBIAN, version, 'bin'))
    : [];
  const folders = [...(process.env.PATH ?? '').split(delimiter), ...versions];
  return folders.find((folder) => existsSync(join(folder, 'initdb')) && existsSync(join(folder, 'postgres')));
}

/** A PostgreSQL server of a test's own, on a free port of 127.0.0.1, with nothing in it. */
export class PostgresServer {
  private child: ChildProcess | undefined;

  private constructor(
    private readonly programs: string,
    private readonly directory: string,
    private readonly port: number,
    private readonly owner: { uid?: number; gid?: number },
  ) {}

  /** Makes and starts one; `stop` ends it and takes its files away. */
  static async start(programs: string): Promise<PostgresServer> {
    const directory = mkdtempSync(join(tmpdir(), 'postgres-'));
    const owner = ownerOf(directory);
    const settings = ['--auth=trust', '--username=tester', '--encoding=UTF8', '--no-sync', '--no-locale'];
    execFileSync(join(programs, 'initdb'), ['--pgdata', join(directory, 'data'), ...settings], {
      ...owner,
      stdio: 'pipe',
    });
    const [port] = await freePorts(1);
    const server = new PostgresServer(programs, directory, port, owner);
    await server.run();
    return server;
  }

  get url(): string {
    return `postgres://tester@127.0.0.1:${this.port}/postgres`;
  }

  /** Ends it as a crash would; what was committed is still there for `run`. */
  async crash(): Promise<void> {
    const ended = once(this.child!, 'close');
    this.child!.kill('SIGQUIT');
    await ended;
    this.child = undefined;
  }

  async run(): Promise<void> {
    const settings = ['listen_addresses=127.0.0.1', 'unix_socket_directories=', 'fsync=off'];
    const args = ['-D', join(this.directory, 'data'), '-p', String(this.port)];
    const child = spawn(
      join(this.programs, 'postgres'),
      [...args, ...settings.flatMap((each) => ['-c', each])],
      {
        ...this.owner,
        stdio: ['ignore', 'ignore', 'pipe'],
      },
    );
    this.child = child;
    let said = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => (said += text));
    while (!said.includes('ready to accept connections')) {
      const ended = await Promise.race([once(child.stderr, 'data').then(() => false), once(child, 'close')]);
      if (ended) throw new Error(`PostgreSQL did not start:\n${said}`);
    }
  }

  async stop(): Promise<void> {
    if (this.child !== undefined) await this.crash();
    rmSync(this.directory, { recursive: true });
  }
}

/** PostgreSQL does not run as root: there it is given to a user who has no more rights than it needs. */
function ownerOf(directory: string): { uid?: number; gid?: number } {
  if (process.getuid?.() !== 0) return {};
  const users = readFileSync('/etc/passwd', 'utf8').split('\n');
  const user = ['postgres', 'nobody'].map((name) => users.find((line) => line.startsWith(`${name}:`)));
  const [, , uid, gid] = (user[0] ?? user[1])!.split(':').map(Number);
  chownSync(directory, uid, gid);
  return { uid, gid };
}

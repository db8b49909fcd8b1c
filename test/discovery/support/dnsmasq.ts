import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { freePorts } from '../../support/processes';

const FOLDERS = [...(process.env.PATH ?? '').split(delimiter), '/usr/sbin'];
const PROGRAM = FOLDERS.map((folder) => join(folder, 'dnsmasq')).find((path) => existsSync(path));

/**
 * `describe` where dnsmasq is installed, else a suite that says that it is skipped. In CI it runs in any case, and fails where
 * there is none.
 */
export const describeWithDnsmasq =
  process.env.CI === 'true' || PROGRAM !== undefined ? describe : describe.skip;

/** A dnsmasq of a test's own, on a free port of 127.0.0.1, that knows what a test tells it of names below `.test`. */
export class Dnsmasq {
  private readonly folder = mkdtempSync(join(tmpdir(), 'dnsmasq-'));
  private readonly hosts = join(this.folder, 'hosts');
  private child: ChildProcess | undefined;

  private constructor(
    private readonly port: number,
    private readonly ttl: number,
  ) {}

  /** @param options further options of dnsmasq. */
  static async start(ttl: number, ...options: string[]): Promise<Dnsmasq> {
    const [port] = await freePorts(1);
    const server = new Dnsmasq(port, ttl);
    writeFileSync(server.hosts, '', { mode: 0o644 });
    await server.run(options);
    return server;
  }

  get address(): string {
    return `127.0.0.1:${this.port}`;
  }

  /** Sets its records: addresses by name. */
  says(addresses: Readonly<Record<string, readonly string[]>>): void {
    const lines = Object.entries(addresses).flatMap(([name, own]) =>
      own.map((address) => `${address} ${name}\n`),
    );
    writeFileSync(this.hosts, lines.join(''));
    this.child?.kill('SIGHUP');
  }

  async close(): Promise<void> {
    const { child } = this;
    this.child = undefined;
    if (child !== undefined && child.exitCode === null) {
      const ended = once(child, 'exit');
      child.kill('SIGKILL');
      await ended;
    }
    rmSync(this.folder, { recursive: true, force: true });
  }

  private async run(options: readonly string[]): Promise<void> {
    if (PROGRAM === undefined) throw new Error('There is no dnsmasq.');
    const args = [
      '--keep-in-foreground',
      '--log-facility=-',
      '--conf-file=/dev/null',
      '--pid-file=',
      '--no-resolv',
      '--no-hosts',
      '--bind-interfaces',
      '--listen-address=127.0.0.1',
      `--port=${this.port}`,
      `--addn-hosts=${this.hosts}`,
      `--local-ttl=${this.ttl}`,
      '--local=/test/',
      // It must still be able to read the hosts when it reads them again.
      ...(process.getuid?.() === 0 ? ['--user=root', '--group=root'] : []),
      ...options,
    ];
    const child = (this.child = spawn(PROGRAM, args, { stdio: ['ignore', 'ignore', 'pipe'] }));
    let output = '';
    await new Promise<void>((resolve, reject) => {
      child.stderr.on('data', (text: Buffer) => {
        output += String(text);
        if (output.includes('addresses')) resolve();
      });
      child.once('exit', () => reject(new Error(`dnsmasq ended: ${output}`)));
    });
  }
}

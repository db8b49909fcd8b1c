import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { startRedis } from '../redis.mjs';

const ROOT = join(import.meta.dirname, '..', '..');
const MAIN = join(ROOT, 'dist', 'apps', 'gateway', 'src', 'main.js');
const CLI = join(ROOT, 'bin', 'load-distributer.js');

/** This gateway: one process, several workers, or several gateways on one Redis. */
export class Gateways {
  title;
  #processes;
  #options;
  #servers;

  constructor(processes, servers, options) {
    this.#processes = processes;
    this.#servers = servers;
    this.#options = options;
    const { workers, gateways } = options;
    const how = [
      workers > 1 ? `${workers} workers` : [],
      gateways > 1 ? `${gateways} gateways on one Redis` : [],
    ].flat();
    this.title = how.length === 0 ? 'Load Distributer' : `Load Distributer (${how.join(', ')})`;
  }

  get ports() {
    return this.#servers.map(({ port }) => port);
  }

  async start(backends) {
    const redis = this.#options.gateways > 1 ? await startRedis(this.#processes) : undefined;
    for (const [at, server] of this.#servers.entries()) {
      const file = join(this.#processes.directory, `gateway-${at}.yaml`);
      writeFileSync(file, JSON.stringify(this.#configuration(server, backends, redis)));
      const command = {
        file: process.execPath,
        args: [MAIN],
        env: { GATEWAY_CONFIG: file, NODE_ENV: 'production' },
      };
      await this.#processes.start(`gateway-${at}`, command, server.port);
    }
  }

  /** Replaces one instance as the guide says: drain with its items, stop, start, enable. */
  async deploy(at, backends, onStep) {
    const id = `127.0.0.1:${backends.ports[at]}`;
    await this.#command(['drain', id, '--move', '--wait'], onStep);
    onStep('stops');
    await backends.stop(at);
    onStep('starts');
    await backends.start(at);
    await this.#command(['enable', id], onStep);
  }

  async #command(args, onLine) {
    const admin = `http://127.0.0.1:${this.#servers[0].adminPort}`;
    const child = spawn(process.execPath, [CLI, ...args, '--admin', admin], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let text = '';
    const take = (chunk) => {
      text += chunk;
      const line = String(chunk).trim().split('\n').at(-1);
      if (line) onLine(line.replace(/^[^:]*:\d+: /, ''));
    };
    child.stdout.on('data', take);
    child.stderr.on('data', take);
    const [code] = await once(child, 'exit');
    if (code !== 0) throw new Error(`load-distributer ${args.join(' ')} ended with ${code}:\n${text}`);
  }

  #configuration({ port, adminPort }, { ports, secret }, redis) {
    const url = redis && `redis://127.0.0.1:${redis.port}`;
    return {
      listen: { host: '127.0.0.1', port },
      admin: { port: adminPort },
      workers: this.#options.workers,
      ...(url && { stores: { stickySessions: url, cluster: url } }),
      pools: {
        main: {
          backends: ports.map((own) => `http://127.0.0.1:${own}`),
          handOff: { secret },
          slowStart: '0ms',
          health: { path: '/ping', interval: '500ms' },
        },
      },
      routes: [{ path: '/', pool: 'main', affinity: ['items'] }],
      affinity: {
        items: {
          key: [{ path: '/items/:item_id' }, { query: 'item_id' }],
          onOwnerUnavailable: { wait: '10s', then: 'fail' },
        },
      },
    };
  }
}

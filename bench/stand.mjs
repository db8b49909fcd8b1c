import { join } from 'node:path';
import process from 'node:process';
import { usageOf } from './accounting/usage.mjs';
import { freePorts } from './free-ports.mjs';
import { load } from './load/index.mjs';

const BACKENDS = 4;

/** How many keep-alive connections the load keeps busy. */
export const CONNECTIONS = 32;

/** The test stand: the four backends, the proxies in front of them, and the instruments. */
export class Stand {
  #processes;
  #pinning;
  #backendPorts = [];
  #proxies = 0;

  /** How many backends there are. */
  backends = BACKENDS;

  constructor(processes, pinning) {
    this.#processes = processes;
    this.#pinning = pinning;
  }

  /** True if the run must end at once. */
  get interrupted() {
    return this.#processes.signal.aborted;
  }

  async startBackends() {
    this.#backendPorts = await freePorts(BACKENDS);
    const program = join(import.meta.dirname, 'backends', 'main.mjs');
    const command = { file: process.execPath, args: [program], env: { PORTS: this.#backendPorts.join() } };
    await this.#processes.start('backends', command, this.#backendPorts[0]);
  }

  /** Starts a subject; ids of its items start at `firstId`, so that no two subjects share an item. */
  async startProxy(subject) {
    const [port, adminPort] = await freePorts(2);
    const command = subject.command({
      port,
      adminPort,
      backends: this.#backendPorts.map((backend) => `http://127.0.0.1:${backend}`),
      directory: this.#processes.directory,
    });
    const id = await this.#processes.start(subject.name, this.#pinning.ownCore(command), port);
    this.#proxies += 1;
    return { subject, id, url: `http://127.0.0.1:${port}`, firstId: this.#proxies * 100_000 };
  }

  /** Loads one proxy with one scenario, and returns what the load saw and what the proxy used. */
  async measure(proxy, scenario, seconds) {
    const before = usageOf(proxy.id);
    const seen = await load.apply({
      url: proxy.url,
      exchanges: scenario.exchanges(proxy.firstId),
      connections: CONNECTIONS,
      seconds,
      directory: this.#processes.directory,
      signal: this.#processes.signal,
    });
    if (seen.requests === 0) throw new Error(`not one request was answered by ${proxy.subject.name}`);
    const after = usageOf(proxy.id);
    return {
      subject: proxy.subject.name,
      scenario: scenario.name,
      requests: seen.requests,
      cpuMicros: (after.cpuMicros - before.cpuMicros) / seen.requests,
      requestsPerSecond: seen.requests / seen.seconds,
      p50: seen.p50,
      p99: seen.p99,
      residentBytes: after.residentBytes,
      failures: seen.failures,
    };
  }
}

import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { type BackendDouble } from '../../support/backend.double';
import { closedAfterTest } from '../../support/closing';
import { configFor, startBackends } from '../../support/gateway-options';
import { type Answer, HttpClient, type Sending } from '../../support/http-client';
import { type StubBackend } from '../../support/stub-backend';
import { OtlpCollector } from './otlp-collector';

const TYPESCRIPT = join(__dirname, '../../items-api/support/typescript.cjs');
const PROGRAM = join(__dirname, '../../support/standalone-gateway.ts');

/** A gateway that sends its traces to a collector. It is a process, since the exporter loads modules as jest cannot. */
export class TracedGateway {
  private readonly client: HttpClient;

  private constructor(
    private readonly child: ChildProcess,
    readonly collector: OtlpCollector,
    private readonly backends: readonly BackendDouble[],
    port: number,
  ) {
    this.client = new HttpClient(port);
  }

  static async start(names: readonly string[], tracing: object = {}): Promise<TracedGateway> {
    const collector = await OtlpCollector.start();
    const sections = { tracing: { endpoint: collector.url, ...tracing }, log: { level: 'silent' } };
    const wishes = { backends: names, sections };
    const backends = await startBackends(wishes);
    const child = fork(PROGRAM, [JSON.stringify(configFor(wishes, backends))], {
      execArgv: ['-r', TYPESCRIPT],
    });
    const [{ port }] = (await once(child, 'message')) as [{ port: number }];
    return closedAfterTest(new TracedGateway(child, collector, backends, port));
  }

  fetch(path: string, sending?: Sending): Promise<Answer> {
    return this.client.fetch(path, sending);
  }

  backend(name: string): StubBackend {
    return this.backends.find((backend) => backend.name === name) as StubBackend;
  }

  /** Stops as an operator stops it, which sends all that is left to the collector. */
  async stop(): Promise<void> {
    this.client.close();
    const ended = once(this.child, 'exit');
    this.child.send('stop');
    await ended;
  }

  close(): void {
    this.client.close();
    this.child.kill('SIGKILL');
  }
}

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { GatewayApplication } from '../../../apps/gateway/src/app/gateway-application';
import { ConfigSource } from '../../../apps/gateway/src/runtime/reload/config.source';
import { closedAfterTest } from '../../support/closing';
import { GatewayLedger } from '../../support/gateway-ledger';
import { NO_SHEDDING } from '../../support/gateway-options';
import { type Answer, HttpClient, type Sending } from '../../support/http-client';
import { StubBackend } from '../../support/stub-backend';

/** Sections of `gateway.yaml`; the listeners pick ports of their own where they name none. */
export interface Sections {
  readonly listen?: object;
  readonly admin?: object;
  readonly [section: string]: unknown;
}

/** A folder that is gone after the test. */
export function aFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'gateway-reload-'));
  closedAfterTest({ close: () => rmSync(folder, { recursive: true }) });
  return folder;
}

/** Backends that answer their names. */
export async function stubs(...names: string[]): Promise<StubBackend[]> {
  const backends = names.map((name) => new StubBackend(name));
  for (const backend of backends) {
    closedAfterTest({ close: () => backend.stop() });
    await backend.start();
  }
  return backends;
}

/** A pool's backends as a file lists them. */
export function listed(...backends: readonly StubBackend[]): { id: string; url: string }[] {
  return backends.map(({ name, url }) => ({ id: name, url }));
}

/** Starts a gateway from a file with this content. */
export async function aGatewayFrom(sections: Sections, file = join(aFolder(), 'gateway.yaml')) {
  writeFileSync(file, textOf(sections));
  const source = new ConfigSource({ env: {}, cwd: '/', file });
  const application = await GatewayApplication.start(source.load().config, false, source);
  return closedAfterTest(new FileGateway(application, file));
}

/** A running gateway, the file that it reads, and a client for each of its two ports. */
export class FileGateway {
  readonly client: HttpClient;
  private readonly operator: HttpClient;
  private readonly ledger: GatewayLedger;

  constructor(
    readonly application: GatewayApplication,
    readonly file: string,
  ) {
    this.client = new HttpClient(application.port);
    this.operator = new HttpClient(application.adminPort);
    this.ledger = new GatewayLedger(application);
  }

  /** Says this in the file from now on; text stands for itself. */
  write(content: Sections | string): void {
    writeFileSync(this.file, typeof content === 'string' ? content : textOf(content));
  }

  fetch(path: string, sending?: Sending): Promise<Answer> {
    return this.client.fetch(path, sending);
  }

  /** Asks the admin API. */
  ask(method: string, path: string, headers = {}): Promise<Answer> {
    return this.operator.fetch(path, { method, headers });
  }

  /** Sends the admin API JSON. */
  send(method: string, path: string, body: object): Promise<Answer> {
    const text = JSON.stringify(body);
    const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) };
    return this.operator.fetch(path, { method, headers, body: text });
  }

  /** Makes the gateway read the file again, as an operator does. */
  reload(): Promise<Answer> {
    return this.ask('POST', '/api/reload');
  }

  async close(): Promise<void> {
    this.client.close();
    this.operator.close();
    try {
      await this.ledger.settle();
    } finally {
      await this.application.close();
    }
  }
}

/** The content of a file; JSON is YAML too. */
export function textOf({ listen, admin, ...others }: Sections): string {
  return JSON.stringify({
    listen: { host: '127.0.0.1', port: 0, ...listen },
    admin: { port: 0, ...admin },
    ...NO_SHEDDING,
    ...others,
  });
}

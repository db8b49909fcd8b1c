import { type ClientRequest, type Server } from 'node:http';
import { GatewayApplication } from '../../apps/gateway/src/app/gateway-application';
import { type Backend } from '../../apps/gateway/src/data-plane/upstream/backend';
import { PoolTable } from '../../apps/gateway/src/data-plane/upstream/pool-table';
import { type BackendDouble } from './backend.double';
import { closedAfterTest } from './closing';
import { GatewayLedger } from './gateway-ledger';
import { configFor, type GatewayOptions, startBackends } from './gateway-options';
import { type Answer, HttpClient, type Sending } from './http-client';
import { rawConnection, rawRequest } from './raw-request';
import { type RawConnection } from './raw-connection';
import { StubBackend } from './stub-backend';

export { type GatewayOptions };

/** Starts backends and a gateway in front of them, all on free ports; they are gone after the test. */
export async function aGateway(wishes: GatewayOptions): Promise<TestGateway> {
  const backends = await startBackends(wishes);
  const application = await GatewayApplication.start(configFor(wishes, backends), false);
  return closedAfterTest(new TestGateway(application, backends));
}

/** A running gateway, its backends, and a client of its own. */
export class TestGateway {
  readonly port: number;
  readonly adminPort: number;
  private readonly client: HttpClient;
  private readonly ledger: GatewayLedger;

  constructor(
    readonly application: GatewayApplication,
    private readonly backends: readonly BackendDouble[],
  ) {
    this.port = application.port;
    this.adminPort = application.adminPort;
    this.client = new HttpClient(this.port);
    this.ledger = new GatewayLedger(application);
  }

  backend(name: string): StubBackend {
    const backend = this.find(name);
    if (backend instanceof StubBackend) return backend;
    throw new Error(`${name} is no stub; the test that made it holds it.`);
  }

  /** Who answers so many GETs, sent one after the other. */
  async sequence(count: number, path = '/'): Promise<string[]> {
    const names: string[] = [];
    while (names.length < count) names.push((await this.fetch(path)).text);
    return names;
  }

  /** Sends a request and reads its answer; rejects when that breaks off. */
  fetch(path: string, sending?: Sending): Promise<Answer> {
    return this.client.fetch(path, sending);
  }

  /** Asks the operator's port. */
  async admin(path: string, sending?: Sending): Promise<Answer> {
    const client = new HttpClient(this.adminPort);
    try {
      return await client.fetch(path, sending);
    } finally {
      client.close();
    }
  }

  /** Begins a request whose body, if any, is still to be written. */
  open(path: string, sending?: Sending): ClientRequest {
    return this.client.open(path, sending);
  }

  /** Sends bytes; resolves with all that came back when the gateway has closed the connection. */
  raw(bytes: string | Buffer): Promise<string> {
    return rawRequest(this.port, bytes);
  }

  /** A connection to write to and read from byte by byte. */
  connect(): Promise<RawConnection> {
    return rawConnection(this.port);
  }

  /** Resolves when the gateway has taken note of whatever was sent to it before; no backend is asked. */
  async catchUp(): Promise<void> {
    await this.fetch('*', { method: 'OPTIONS' });
  }

  /** Client connections that are open at the moment. */
  connections(): Promise<number> {
    const server = this.application.app.getHttpServer() as Server;
    return new Promise((resolve, reject) => {
      server.getConnections((error, count) => (error === null ? resolve(count) : reject(error)));
    });
  }

  /** The gateway's own state of a backend. */
  state(name: string): Backend {
    return this.application.app.get(PoolTable).find('main')!.find(name)!;
  }

  kill(name: string): Promise<void> {
    return this.find(name).stop();
  }

  /** Starts a killed backend again, where it was. */
  restart(name: string): Promise<void> {
    return this.find(name).start();
  }

  /** Ends all clients, sees to it that the gateway holds nothing for them any more, and closes it. */
  async close(): Promise<void> {
    this.client.close();
    try {
      await this.ledger.settle();
    } finally {
      await this.application.close();
    }
  }

  private find(name: string): BackendDouble {
    const backend = this.backends.find((own) => own.name === name);
    if (backend !== undefined) return backend;
    throw new Error(`There is no backend ${name}.`);
  }
}

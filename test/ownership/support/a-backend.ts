import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import { setImmediate as immediate } from 'node:timers/promises';
import { Ownership, type OwnershipOptions } from '@app/ownership';
import { closedAfterTest } from '../../support/closing';
import { LocalListener } from '../../support/local-listener';
import { SECRET } from './messages';

/** A backend of plain node:http that keeps a text for each key of `/things/:key`, behind the guard. */
export class Backend {
  readonly texts = new Map<string, string>();
  /** The requests that have passed the guard, as method and URL. */
  readonly served: string[] = [];
  /** The calls of the hand-off, such as `export 42`. */
  readonly calls: string[] = [];
  readonly ownership: Ownership;
  readonly listener: LocalListener;
  readonly server: Server;
  private readonly held: ServerResponse[] = [];

  constructor(
    readonly id: string,
    options: Partial<OwnershipOptions>,
  ) {
    this.ownership = new Ownership({ ...this.functions(), ...options });
    this.server = createServer((request, response) =>
      this.ownership.middleware(request, response, () => void this.serve(request, response)),
    );
    this.listener = new LocalListener(this.server);
  }

  get url(): string {
    return this.listener.url;
  }

  get destination() {
    return { id: this.id, url: this.url };
  }

  close(): Promise<void> {
    this.release();
    return this.listener.stop();
  }

  /** Ends the requests for `?hold`. */
  release(): void {
    for (const response of this.held.splice(0)) response.end('held');
  }

  private functions(): OwnershipOptions {
    const note = (call: string) => this.calls.push(call);
    return {
      secret: SECRET,
      key: ({ url }) => /^\/things\/([^/?]+)/.exec(url!)?.[1],
      export: (key) => {
        note(`export ${key}`);
        return this.texts.get(key);
      },
      import: (key, state) => {
        note(`import ${key}`);
        this.texts.set(key, state as string);
      },
      drop: (key) => {
        note(`drop ${key}`);
        this.texts.delete(key);
      },
    };
  }

  private async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    this.served.push(`${request.method} ${request.url}`);
    if (request.url!.endsWith('?hold')) return void this.held.push(response);
    const key = request.url!.split('/')[2];
    if (request.method === 'PUT') this.texts.set(key, await text(request));
    if (request.method === 'POST') {
      // Not atomic with the answer: a hand-off in between would lose it.
      const added = await text(request);
      await immediate();
      this.texts.set(key, `${this.texts.get(key) ?? ''}${added} `);
    }
    const found = this.texts.get(key);
    response.statusCode = found === undefined ? 404 : 200;
    response.end(found);
  }
}

/** Starts a backend on a free port, which is closed after the test. */
export async function aBackend(id = 'b1', options: Partial<OwnershipOptions> = {}): Promise<Backend> {
  const backend = closedAfterTest(new Backend(id, options));
  await backend.listener.start();
  return backend;
}

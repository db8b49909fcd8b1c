import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { type BackendDouble } from './backend.double';
import { LocalListener } from './local-listener';
import { ReceivedRequest } from './received-request';

/** The reaction of a backend to a request. */
export type Answering = (request: IncomingMessage, response: ServerResponse) => unknown;

/** A backend that answers every request with its own name, until a test tells it something else. */
export class StubBackend implements BackendDouble {
  /** Node's own server, for tests that need its events. */
  readonly server: Server;
  /** Everything that has reached it, in order. */
  readonly requests: ReceivedRequest[] = [];
  private readonly listener: LocalListener;
  private answering: Answering | undefined;

  constructor(readonly name: string) {
    this.server = createServer({ requireHostHeader: false, keepAliveTimeout: 60_000 });
    this.listener = new LocalListener(this.server);
    this.server.on('request', (request, response) => this.onRequest(request, response));
  }

  get url(): string {
    return this.listener.url;
  }

  /** Connections accepted so far. */
  get accepted(): number {
    return this.listener.accepted;
  }

  start(): Promise<void> {
    return this.listener.start();
  }

  stop(): Promise<void> {
    return this.listener.stop();
  }

  /** Answers like this from now on. */
  answer(answering: Answering): void {
    this.answering = answering;
  }

  /** Answers its name again. */
  answerAsUsual(): void {
    this.answering = undefined;
  }

  /** Leaves requests unanswered from now on, unless the test answers them. */
  fallSilent(): void {
    this.answering = () => undefined;
  }

  /** Resolves with the next request to arrive, and the means to answer it. */
  async nextRequest(): Promise<{ received: ReceivedRequest; response: ServerResponse }> {
    const [, response] = (await once(this.server, 'request')) as [IncomingMessage, ServerResponse];
    return { received: this.requests.at(-1)!, response };
  }

  private onRequest(request: IncomingMessage, response: ServerResponse): void {
    // A client that leaves in the middle is part of what is tested.
    request.on('error', () => undefined);
    const received = new ReceivedRequest(request);
    this.requests.push(received);
    const answered = this.answering ? this.answering(request, response) : this.answerName(received, response);
    if (answered instanceof Promise) answered.catch(() => response.destroy());
  }

  private async answerName(received: ReceivedRequest, response: ServerResponse): Promise<void> {
    await received.body();
    response.end(this.name);
  }
}

import { type BackendDouble } from './backend.double';
import { RawBackend } from './raw-backend';
import { type RawConnection } from './raw-connection';
import { readStrictly, StrictnessError, type StrictRequest } from './strict-request';

/** The bytes of an answer to a request. */
export type StrictAnswering = (request: StrictRequest) => string;

/**
 * A backend that trusts no sender: it reads every byte as strictly as RFC 9112 is written, so that a test can
 * show that exactly so many requests, and nothing else, got through.
 */
export class StrictBackend implements BackendDouble {
  /** Every request that was complete and beyond doubt, in order. */
  readonly requests: StrictRequest[] = [];
  /** Received bytes that are not HTTP to the letter: always to be empty. */
  readonly violations: string[] = [];
  /** Requests that broke off in the middle. */
  brokenOff = 0;
  private readonly listener: RawBackend;
  private answering: StrictAnswering = ({ method }) => this.named(method);

  constructor(readonly name: string) {
    this.listener = new RawBackend(name, (connection) => this.serve(connection));
  }

  get url(): string {
    return this.listener.url;
  }

  /** Connections accepted so far. */
  get accepted(): number {
    return this.listener.accepted;
  }

  /** Answers with these bytes from now on. */
  answer(answering: StrictAnswering): void {
    this.answering = answering;
  }

  start(): Promise<void> {
    return this.listener.start();
  }

  stop(): Promise<void> {
    return this.listener.stop();
  }

  private async serve(connection: RawConnection): Promise<void> {
    try {
      for (;;) {
        const request = await readStrictly(connection);
        if (request === undefined) return connection.close();
        this.requests.push(request);
        connection.write(this.answering(request));
      }
    } catch (error) {
      if (error instanceof StrictnessError) this.violations.push(error.message);
      else this.brokenOff++;
      connection.close();
    }
  }

  private named(method: string): string {
    const body = method === 'HEAD' ? '' : this.name;
    return `HTTP/1.1 200 OK\r\nContent-Length: ${this.name.length}\r\n\r\n${body}`;
  }
}

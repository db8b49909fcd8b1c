import { EventEmitter, once } from 'node:events';
import { type LogOutput } from '../../../apps/gateway/src/telemetry/logs/log-output';
import { LogSink } from '../../../apps/gateway/src/telemetry/logs/log-sink';
import { type TestGateway } from '../../support/test-gateway';

/** Takes what a gateway writes into its log. */
export class LogCollector implements LogOutput {
  readonly isTerminal = false;
  text = '';
  private readonly changes = new EventEmitter();

  constructor(gateway: Pick<TestGateway, 'application'>) {
    gateway.application.app.get(LogSink).writeTo(this);
  }

  write(bytes: Buffer, done: (error: null, written: number) => void): void {
    this.text += bytes.toString();
    done(null, bytes.length);
    this.changes.emit('change');
  }

  /** So many lines, once they are there. */
  async lines(count: number): Promise<string[]> {
    for (;;) {
      const lines = this.text.split('\n').slice(0, -1);
      if (lines.length >= count) return lines;
      await once(this.changes, 'change');
    }
  }

  /** So many lines of JSON, once they are there. */
  async entries(count: number): Promise<Record<string, unknown>[]> {
    return (await this.lines(count)).map((line) => JSON.parse(line) as Record<string, unknown>);
  }
}

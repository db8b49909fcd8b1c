import { Inject, Injectable } from '@nestjs/common';
import { Clock, type Timer } from '../../platform/clock';
import { type LogOutput } from './log-output';

/** Lines are gathered so long, or up to so many characters, and written together. */
const GATHER_MS = 10;
const GATHER = 64 * 1024;
/** An output that fails is tried again after this. */
const RETRY_MS = 1_000;

/**
 * Accepts log lines without blocking. Lines for a slow output are buffered up to a limit, and dropped beyond it.
 * Drops are counted, and logged when the output accepts lines again.
 */
@Injectable()
export class LogSink {
  /** Lines lost since the start. */
  dropped = 0;
  /** Characters that may wait. */
  limit = 1024 * 1024;
  private output: LogOutput | undefined;
  private pending = '';
  /** Handed to the output and not yet taken. */
  private writing: Buffer | undefined;
  private reported = 0;
  private timer: Timer | undefined;
  private onEmpty: (() => void) | undefined;
  private readonly flushNow = (): void => this.flush();

  constructor(@Inject(Clock) private readonly clock: Clock) {}

  /** Begins to write; whatever comes before that is of no interest. */
  writeTo(output: LogOutput): void {
    this.output = output;
  }

  get isTerminal(): boolean {
    return this.output?.isTerminal === true;
  }

  /** Takes one line, with its line break. */
  write(line: string): void {
    if (this.output === undefined) return;
    if (this.pending.length + line.length > this.limit) {
      this.dropped++;
      return;
    }
    this.pending += line;
    if (this.writing !== undefined) return;
    if (this.pending.length >= GATHER) this.flush();
    else this.timer ??= this.clock.after(GATHER_MS, this.flushNow);
  }

  /** Resolves when all is written, or after `limit` milliseconds with what could be. */
  async end(limit: number): Promise<void> {
    if (this.output === undefined) return;
    this.flush();
    if (this.writing === undefined) return;
    await new Promise<void>((resolve) => {
      this.onEmpty = resolve;
      this.clock.after(limit, resolve);
    });
  }

  private flush(): void {
    this.timer?.cancel();
    this.timer = undefined;
    if (this.writing !== undefined || this.pending === '') return;
    const text = this.pending + this.dropNotice();
    this.pending = '';
    this.attempt(Buffer.from(text));
  }

  private attempt(bytes: Buffer): void {
    this.writing = bytes;
    this.output!.write(bytes, (error, written) => {
      const rest = bytes.subarray(written);
      if (error) this.clock.after(RETRY_MS, () => this.attempt(rest));
      else if (rest.length > 0) this.attempt(rest);
      else this.written();
    });
  }

  private written(): void {
    this.writing = undefined;
    this.flush();
    if (this.writing === undefined) this.onEmpty?.();
  }

  private dropNotice(): string {
    const lost = this.dropped - this.reported;
    if (lost === 0) return '';
    this.reported = this.dropped;
    const text = `${lost} log lines were lost, because the log output was too slow.`;
    return `{"level":"warn","time":${this.clock.wallTime()},"context":"Log","msg":"${text}"}\n`;
  }
}

import { type LoggerService } from '@nestjs/common';
import { wallTime } from '../../platform/wall-time';

const LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const;
type Level = (typeof LEVELS)[number];

/** From which level on the process logs, and in which form. */
export interface ProcessLogSettings {
  readonly level: Level;
  readonly format: 'auto' | 'json' | 'pretty';
}

/** A stream that takes lines at once, as the standard output and error of a process do. */
export interface LineOutput {
  readonly isTerminal: boolean;
  write(text: string): void;
}

/**
 * The log of the process while the gateway's log is not open: during the start, at the end, and for warnings of
 * Node.js. It writes text to a terminal, and one line of JSON each to any other output, so that a program that reads
 * the log sees one form only.
 */
export class ProcessLog implements LoggerService {
  private settings: ProcessLogSettings = { level: 'info', format: 'auto' };

  constructor(
    private readonly out: LineOutput,
    private readonly errors: LineOutput = out,
    private readonly now: () => number = wallTime,
  ) {}

  /** Takes effect with the next line. */
  apply(settings: ProcessLogSettings): void {
    this.settings = settings;
  }

  /** Nest announces its modules and routes so, which is of no interest. */
  log(): void {
    // Silent.
  }

  info(message: string, context = 'Program'): void {
    this.write('info', message, context);
  }

  warn(message: unknown, ...more: unknown[]): void {
    this.write('warn', message, ...more);
  }

  error(message: unknown, ...more: unknown[]): void {
    this.write('error', message, ...more);
  }

  fatal(message: unknown, ...more: unknown[]): void {
    this.write('fatal', message, ...more);
  }

  /** Nest puts the context last, and the stack of an error before it. */
  private write(level: Level, message: unknown, ...more: unknown[]): void {
    // The reason why a process ends is logged at every level.
    if (level !== 'fatal' && LEVELS.indexOf(level) < LEVELS.indexOf(this.settings.level)) return;
    const output = level === 'info' || level === 'warn' ? this.out : this.errors;
    const texts = more.filter((entry) => typeof entry === 'string');
    const stack = message instanceof Error ? message.stack : texts.find((text) => text.includes('\n    at '));
    const context = texts.findLast((text) => text !== stack) ?? 'Program';
    const msg = message instanceof Error ? message.message : String(message);
    const { format } = this.settings;
    const isText = format === 'pretty' || (format === 'auto' && output.isTerminal);
    const line = isText
      ? (stack ?? msg)
      : JSON.stringify({ level, time: this.now(), context, ...(stack && { stack }), msg });
    output.write(`${line}\n`);
  }
}

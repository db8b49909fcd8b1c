import { Injectable, type LoggerService } from '@nestjs/common';
import { type Logger, pino } from 'pino';
import type * as PinoPretty from 'pino-pretty';
import { LogSink } from './log-sink';
import { Redaction, type RedactionSettings } from './redaction';
import { escapeControlChars } from './escape-control-chars';

/** Minimum severity and form of the log. */
export interface LoggerSettings {
  readonly level: 'trace' | 'debug' | 'info' | 'warn' | 'error' | 'fatal' | 'silent';
  /** `auto` is for people on a terminal, and for programs everywhere else. */
  readonly format: 'auto' | 'json' | 'pretty';
  readonly redact: RedactionSettings;
}

type Level = Exclude<LoggerSettings['level'], 'silent'>;

/** Nest's logger, on pino: the one way in which the gateway says anything but access lines. Never blocks. */
@Injectable()
export class GatewayLogger implements LoggerService {
  private readonly logger: Logger;
  private readonly sink: LogSink;
  private redaction = new Redaction({ query: 'none', names: [] });
  private pretty: ((line: string) => string) | undefined;

  constructor(sink: LogSink) {
    const formatters = { level: (level: string) => ({ level }) };
    const write = (line: string): void => sink.write(this.pretty === undefined ? line : this.pretty(line));
    this.logger = pino({ base: undefined, level: 'silent', formatters }, { write });
    this.sink = sink;
    this.isTerminal = () => sink.isTerminal;
  }

  private readonly isTerminal: () => boolean;

  /** True if its lines are for people. */
  get isPretty(): boolean {
    return this.pretty !== undefined;
  }

  /** Takes effect with the next line. */
  apply({ level, format, redact }: LoggerSettings): void {
    this.logger.level = level;
    this.redaction = new Redaction(redact);
    const isPretty = format === 'pretty' || (format === 'auto' && this.isTerminal());
    this.pretty = isPretty ? prettyLines(this.isTerminal()) : undefined;
  }

  log(message: unknown, ...more: unknown[]): void {
    this.say('info', message, more);
  }

  warn(message: unknown, ...more: unknown[]): void {
    this.say('warn', message, more);
  }

  error(message: unknown, ...more: unknown[]): void {
    this.say('error', message, more);
  }

  fatal(message: unknown, ...more: unknown[]): void {
    this.say('fatal', message, more);
  }

  debug(message: unknown, ...more: unknown[]): void {
    this.say('debug', message, more);
  }

  verbose(message: unknown, ...more: unknown[]): void {
    this.say('trace', message, more);
  }

  /** Never throws: a line that cannot be made is counted as lost. */
  private say(level: Level, message: unknown, more: unknown[]): void {
    if (!this.logger.isLevelEnabled(level)) return;
    try {
      this.write(level, message, more);
    } catch {
      this.sink.dropped++;
    }
  }

  /** Nest puts the context last, and behind an error's message its stack. */
  private write(level: Level, message: unknown, more: unknown[]): void {
    const context = more.findLast((entry) => typeof entry === 'string');
    const stack = message instanceof Error ? message.stack : more.find(isStack);
    const text = message instanceof Error ? message.message : asText(message);
    const fields = {
      ...(context === undefined || context === stack ? {} : { context }),
      ...(stack === undefined ? {} : { stack: this.clean(stack) }),
    };
    this.logger[level](fields, this.clean(text));
  }

  /** Line breaks stay: JSON spells them out, and before people's eyes what follows one is set in. */
  private clean(text: string): string {
    return this.redaction.text(text).split('\n').map(escapeControlChars).join('\n');
  }
}

function prettyLines(colorize: boolean): (line: string) => string {
  const options = {
    colorize,
    translateTime: 'SYS:HH:MM:ss.l',
    ignore: 'context',
    messageFormat: '{context}: {msg}',
  };
  // Lines for programs need none of it.
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  const { prettyFactory } = require('pino-pretty') as typeof PinoPretty;
  const format = prettyFactory(options);
  return (line) => `${String(format(line)).trimEnd().replaceAll('\n', '\n    ')}\n`;
}

function isStack(entry: unknown): entry is string {
  return typeof entry === 'string' && entry.includes('\n    at ');
}

function asText(message: unknown): string {
  return typeof message === 'string' ? message : (JSON.stringify(message) ?? String(message));
}

import { Injectable, Logger, Optional } from '@nestjs/common';
import { ConfigError } from '../../config/config.error';
import { type ConfigWarning, type LocatedIssue, formatWarning } from '../../config/located-issue';
import { GatewayConfigurator } from '../gateway-configurator';
import { ErrorGuard } from '../../platform/error.guard';
import { Observers } from '../../platform/observers';
import { ConfigSource } from './config.source';
import { RenamedBackends } from './renamed-backends';
import { SessionsLeftBehind } from './sessions-left-behind';
import { type ReloadReport } from './reload-report';

/** Who wants to know how reloads end. */
export interface ReloadObserver {
  reloaded(report: ReloadReport, asker: string): void;
}

/**
 * Reads the configuration again and applies it; what cannot be used changes nothing. One at a time; the last one
 * wins.
 */
@Injectable()
export class Reloader {
  private readonly logger = new Logger('Reload');
  private last: Promise<unknown> = Promise.resolve();
  private next: Promise<ReloadReport> | undefined;
  private readonly observers: Observers<ReloadObserver>;

  constructor(
    private readonly configurator: GatewayConfigurator,
    private readonly renamed: RenamedBackends,
    private readonly leftBehind: SessionsLeftBehind,
    guard: ErrorGuard,
    @Optional() private readonly source?: ConfigSource,
  ) {
    this.observers = new Observers(guard);
  }

  /** The file that is read; undefined where there is none. */
  get file(): string | undefined {
    return this.source?.file;
  }

  /** The warnings about the configuration in force. */
  get warnings(): readonly ConfigWarning[] {
    return this.source?.warnings ?? [];
  }

  observe(observer: ReloadObserver): void {
    this.observers.add(observer);
  }

  /**
   * Resolves once what the file says now is in force, or refused.
   *
   * @param asker who wants it, for the log.
   */
  reload(asker: string): Promise<ReloadReport> {
    // Requests that arrive before the next reload begins share it: it reads the file after they were made.
    this.next ??= this.last = this.afterLast(asker);
    return this.next;
  }

  private async afterLast(asker: string): Promise<ReloadReport> {
    await this.last;
    this.next = undefined;
    const report = await this.reloadOnce();
    this.log(report, asker);
    this.observers.tell((observer) => observer.reloaded(report, asker));
    return report;
  }

  private async reloadOnce(): Promise<ReloadReport> {
    if (this.source === undefined) return { outcome: 'refused', findings: [NO_SOURCE] };
    try {
      const { config, source, warnings } = this.source.load();
      const before = this.configurator.running;
      const needsRestart = await this.configurator.apply(config);
      const renamed = await this.renamed.warningsAfter(before.pools, config.pools, source);
      const leftBehind = await this.leftBehind.warningsAfter(before, config, source);
      return { outcome: 'applied', source, needsRestart, warnings: [...warnings, ...renamed, ...leftBehind] };
    } catch (error) {
      const findings = error instanceof ConfigError ? error.findings : [unforeseen(error)];
      return { outcome: 'refused', findings };
    }
  }

  private log(report: ReloadReport, asker: string): void {
    if (report.outcome === 'refused') {
      const mistakes = new ConfigError(report.findings);
      this.logger.error(
        `${mistakes.toString()}\nThe gateway continues with the current configuration (reload requested by ${asker}).`,
      );
      return;
    }
    this.logger.log(`The configuration was reloaded from ${report.source} (requested by ${asker}).`);
    for (const warning of report.warnings) this.logger.warn(formatWarning(warning));
    if (report.needsRestart.length === 0) return;
    const keys = report.needsRestart.join(', ');
    this.logger.warn(`Restart the gateway to change ${keys}. Until then, the old value applies.`);
  }
}

const NO_SOURCE = findingOf('a configuration that the program passed in code', 'a gateway that reads a file');

/** Every other error occurs before anything is changed. */
function unforeseen(error: unknown): LocatedIssue {
  return findingOf(
    error instanceof Error ? error.message : String(error),
    'a configuration that can be applied',
  );
}

function findingOf(found: string, allowed: string): LocatedIssue {
  return { file: 'gateway', path: '', found, allowed, message: `found ${found}, allowed: ${allowed}` };
}

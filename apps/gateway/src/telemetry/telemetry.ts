import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { GatewayConfigurator } from '../runtime/gateway-configurator';
import { Clock } from '../platform/clock';
import { METRICS } from '../platform/metrics/catalogue';
import { Metrics } from '../platform/metrics/metrics';
import { AuthServiceReports } from '../data-plane/admission/credentials/auth-service-reports';
import { ExchangeLifecycle } from '../data-plane/exchange/exchange-lifecycle';
import { Reloader, type ReloadObserver } from '../runtime/reload/reloader';
import { type ReloadReport } from '../runtime/reload/reload-report';
import { AccessLog } from './logs/access-log';
import { AuthFailureLog } from './logs/auth-failure-log';
import { InternalErrorLog } from './logs/internal-error-log';
import { GatewayLogger } from './logs/gateway-logger';
import { type LogOutput } from './logs/log-output';
import { jsonLines } from './logs/json-lines';
import { LogSink } from './logs/log-sink';
import { Collectors } from './metrics/collectors';
import { Tracing } from './traces/tracing';

/** Unwritten and unsent data is dropped after this time. */
const END_LIMIT_MS = 2_000;

/** Sets in motion what the configuration wants to know of the gateway; what it does not want costs nothing. */
@Injectable()
export class Telemetry implements OnModuleInit, ReloadObserver {
  constructor(
    private readonly configurator: GatewayConfigurator,
    private readonly reloader: Reloader,
    private readonly outcomes: ExchangeLifecycle,
    private readonly metrics: Metrics,
    private readonly parts: Collectors,
    private readonly sink: LogSink,
    readonly logger: GatewayLogger,
    private readonly accessLog: AccessLog,
    private readonly faultLog: InternalErrorLog,
    private readonly authFailureLog: AuthFailureLog,
    private readonly tracing: Tracing,
    private readonly authReports: AuthServiceReports,
    @Inject(Clock) private readonly clock: Clock,
  ) {}

  async onModuleInit(): Promise<void> {
    const { metrics, tracing } = this.configurator.running;
    if (metrics.enabled) this.parts.begin();
    this.metrics.read(METRICS.logLinesDropped, () => [{ labels: [], value: this.sink.dropped }]);
    // First, so that all later reports can name the trace.
    await this.tracing.begin(tracing);
    this.outcomes.observe(this.faultLog);
    this.outcomes.observe(this.authFailureLog);
    this.authReports.observe(this.authFailureLog);
    this.outcomes.observe(this.accessLog);
    this.reloader.observe(this);
    this.applyLog();
  }

  /** Begins to write the log. */
  logTo(output: LogOutput): void {
    this.sink.writeTo(output);
    this.applyLog();
  }

  /** Writes lines of another process into the log, as they are. */
  passOn(lines: string): void {
    this.sink.write(lines);
  }

  /** Writes to the standard error what another process wrote to its own: as JSON where the log is JSON. */
  passOnErrors(lines: string): void {
    const time = this.clock.wallTime();
    process.stderr.write(this.logger.isPretty ? lines : jsonLines(lines, 'Workers', time));
  }

  reloaded({ outcome }: ReloadReport): void {
    if (outcome === 'applied') this.applyLog();
  }

  /** Resolves when everything is written and sent, or enough time has passed. */
  async end(): Promise<void> {
    await Promise.all([this.tracing.end(), this.sink.end(END_LIMIT_MS)]);
  }

  private applyLog(): void {
    const { log } = this.configurator.running;
    this.sink.limit = log.bufferBytes;
    this.logger.apply(log);
    this.accessLog.apply(log.access, log.redact);
  }
}

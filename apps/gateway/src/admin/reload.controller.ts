import { HttpCode, Post } from '@nestjs/common';
import { ConfigError } from '../config/config.error';
import { type ReloadReport } from '../reload/reload.report';
import { Reloader } from '../reload/reloader';
import { AdminController } from './admin.controller';

/** What a reload has put in force. */
type Applied = Omit<Extract<ReloadReport, { outcome: 'applied' }>, 'outcome'>;

/** Puts in force what the configuration says now. */
@AdminController('reload')
export class ReloadController {
  constructor(private readonly reloader: Reloader) {}

  /** @throws ConfigError with every mistake, when nothing has changed. */
  @Post()
  @HttpCode(200)
  async reload(): Promise<Applied> {
    const report = await this.reloader.reload('the admin API');
    if (report.outcome === 'refused') throw new ConfigError(report.findings);
    const { source, needsRestart } = report;
    return { source, needsRestart };
  }
}

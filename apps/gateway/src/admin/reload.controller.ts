import { ReloadResult } from '@app/contracts';
import { HttpCode, Post } from '@nestjs/common';
import { ApiOkResponse } from '@nestjs/swagger';
import { ConfigError } from '../config/config.error';
import { Reloader } from '../runtime/reload/reloader';
import { AdminController } from './admin.controller';
import { ApiProblem } from './openapi/api-problem.decorator';
import { Audited } from './requests/audited.decorator';

/** Puts in force what the configuration says now. */
@AdminController('reload', 'config')
export class ReloadController {
  constructor(private readonly reloader: Reloader) {}

  /**
   * Reads the configuration again.
   *
   * @throws ConfigError with every mistake, when nothing has changed.
   */
  @Post()
  @HttpCode(200)
  @Audited()
  @ApiOkResponse({ type: ReloadResult })
  @ApiProblem(422, 'The configuration is invalid; the gateway continues with the current one.')
  async reload(): Promise<ReloadResult> {
    const report = await this.reloader.reload('the admin API');
    if (report.outcome === 'refused') throw new ConfigError(report.findings);
    const { source, needsRestart, warnings } = report;
    return { source, needsRestart, ...(warnings.length > 0 && { warnings }) };
  }
}

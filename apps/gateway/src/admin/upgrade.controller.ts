import { UpgradeResult } from '@app/contracts';
import { ConflictException, Header, HttpCode, Post } from '@nestjs/common';
import { ApiOkResponse } from '@nestjs/swagger';
import { Upgrader } from '../runtime/handover/upgrader';
import { AdminController } from './admin.controller';
import { ApiProblem } from './openapi/api-problem.decorator';
import { Audited } from './requests/audited.decorator';

/** Replaces the running process with the program on disk. */
@AdminController('upgrade', 'config')
export class UpgradeController {
  constructor(private readonly upgrader: Upgrader) {}

  /**
   * Starts the program again and has it take over the sockets; no request is lost.
   *
   * @throws ConflictException that says why it could not, when nothing has changed.
   */
  @Post()
  @HttpCode(200)
  // The next request is for the other process to answer.
  @Header('Connection', 'close')
  @Audited()
  @ApiOkResponse({ type: UpgradeResult })
  @ApiProblem(409, 'The program on disk cannot take over; the gateway continues to run.')
  async upgrade(): Promise<UpgradeResult> {
    const report = await this.upgrader.upgrade('the admin API');
    if (report.outcome === 'failed')
      throw new ConflictException(`The new process cannot take over: ${report.reason}`);
    return { pid: report.pid, version: report.version };
  }
}

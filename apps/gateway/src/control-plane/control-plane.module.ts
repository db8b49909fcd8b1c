import { HttpModule } from '@nestjs/axios';
import { Module } from '@nestjs/common';
import { UpstreamModule } from '../upstream/upstream.module';
import { HealthChecks } from './health/health.checks';
import { StateLog } from './state.log';

/** What runs on timers and never sees a request. */
@Module({
  imports: [UpstreamModule, HttpModule],
  providers: [StateLog, HealthChecks],
  exports: [HealthChecks],
})
export class ControlPlaneModule {}

import { HttpModule } from '@nestjs/axios';
import { Module } from '@nestjs/common';
import { UpstreamModule } from '../upstream/upstream.module';
import { HealthChecks } from './health/health.checks';
import { OutlierDetector } from './outliers/outlier.detector';
import { SlowStart } from './slow-start/slow.start';
import { StateLog } from './state.log';

/** What runs on timers and never sees a request. */
@Module({
  imports: [UpstreamModule, HttpModule],
  providers: [StateLog, HealthChecks, OutlierDetector, SlowStart],
  exports: [HealthChecks, OutlierDetector, SlowStart],
})
export class ControlPlaneModule {}

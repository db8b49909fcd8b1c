import { HttpModule } from '@nestjs/axios';
import { Module } from '@nestjs/common';
import { ModuleRef } from '@nestjs/core';
import { RuntimeParts } from '../platform/runtime-parts';
import { UpstreamModule } from '../data-plane/upstream/upstream.module';
import { DisableEnforcer } from './disable-enforcer';
import { Discovery } from './discovery/discovery';
import { SourceFactory } from './discovery/source-factory';
import { HealthChecks } from './health/health-checks';
import { OutlierDetector } from './outlier-detection/outlier-detector';
import { SlowStart } from './slow-start/slow-start';
import { OverloadGuard } from './overload/overload.guard';
import { ProcessGauge } from './overload/process-gauge';
import { StateLog } from './state-log';

/** Parts that follow the configuration, in this order. */
const FOLLOWERS = [OverloadGuard, SlowStart, OutlierDetector, HealthChecks];

/** Everything that runs on timers and never sees a request. */
@Module({
  imports: [UpstreamModule, HttpModule],
  providers: [
    StateLog,
    DisableEnforcer,
    HealthChecks,
    OutlierDetector,
    SlowStart,
    ProcessGauge,
    OverloadGuard,
    SourceFactory,
    Discovery,
  ],
  exports: [HealthChecks, OutlierDetector, SlowStart, OverloadGuard, Discovery],
})
export class ControlPlaneModule {
  constructor(parts: RuntimeParts, modules: ModuleRef) {
    parts.add(modules, FOLLOWERS);
  }
}

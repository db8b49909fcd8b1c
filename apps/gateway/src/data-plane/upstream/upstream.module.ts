import { Module } from '@nestjs/common';
import { AttemptOutcomes } from './attempt-outcomes';
import { BackendStates } from './backend-states';
import { FailureReports } from './failure-reports';
import { LoadShedding } from './load-shedding';
import { OwnListeners } from '../../platform/own-listeners';
import { PoolTable } from './pool-table';
import { UpstreamClient } from './upstream-client';
import { DesiredStates } from './desired-states';

const PROVIDERS = [
  UpstreamClient,
  PoolTable,
  BackendStates,
  AttemptOutcomes,
  FailureReports,
  LoadShedding,
  OwnListeners,
  DesiredStates,
];

/** Pools, backends and the connections to them: written by the control plane, read by the proxy. */
@Module({ providers: PROVIDERS, exports: PROVIDERS })
export class UpstreamModule {}

import { Module } from '@nestjs/common';
import { AttemptOutcomes } from './attempt.outcomes';
import { BackendStates } from './backend.states';
import { LoadShedding } from './load.shedding';
import { PoolRegistry } from './pool.registry';
import { UpstreamClient } from './upstream.client';

/** Pools, backends and the connections to them: written by the control plane, read by the proxy. */
@Module({
  providers: [UpstreamClient, PoolRegistry, BackendStates, AttemptOutcomes, LoadShedding],
  exports: [UpstreamClient, PoolRegistry, BackendStates, AttemptOutcomes, LoadShedding],
})
export class UpstreamModule {}

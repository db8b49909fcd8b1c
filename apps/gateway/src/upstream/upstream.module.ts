import { Module } from '@nestjs/common';
import { AttemptOutcomes } from './attempt.outcomes';
import { BackendStates } from './backend.states';
import { LoadShedding } from './load.shedding';
import { PoolRegistry } from './pool.registry';
import { UpstreamClient } from './upstream.client';
import { WantedModes } from './wanted.modes';

/** Pools, backends and the connections to them: written by the control plane, read by the proxy. */
@Module({
  providers: [UpstreamClient, PoolRegistry, BackendStates, AttemptOutcomes, LoadShedding, WantedModes],
  exports: [UpstreamClient, PoolRegistry, BackendStates, AttemptOutcomes, LoadShedding, WantedModes],
})
export class UpstreamModule {}

import { HttpModule } from '@nestjs/axios';
import { Module } from '@nestjs/common';
import { UpstreamModule } from '../../data-plane/upstream/upstream.module';
import { HandOffClient } from './hand-off-client';
import { HeldResources } from './held-resources';
import { MoveJobs } from './move-jobs';
import { OwnedSessionReader } from './owned-session-reader';
import { Rebalancer } from './rebalancer';
import { ResourceMover } from './resource-mover';
import { ScaleUpWatch } from './scale-up-watch';

/** Moves resources with their state from one backend to another. */
@Module({
  imports: [UpstreamModule, HttpModule],
  providers: [
    HandOffClient,
    HeldResources,
    ResourceMover,
    MoveJobs,
    OwnedSessionReader,
    Rebalancer,
    ScaleUpWatch,
  ],
  exports: [HeldResources, ResourceMover, MoveJobs, Rebalancer, ScaleUpWatch],
})
export class HandOffModule {}

import { HttpModule } from '@nestjs/axios';
import { Module } from '@nestjs/common';
import { UpstreamModule } from '../../data-plane/upstream/upstream.module';
import { HandOffClient } from './hand-off-client';
import { HeldResources } from './held-resources';
import { MoveJobs } from './move-jobs';
import { ResourceMover } from './resource-mover';

/** Moves resources with their state from one backend to another. */
@Module({
  imports: [UpstreamModule, HttpModule],
  providers: [HandOffClient, HeldResources, ResourceMover, MoveJobs],
  exports: [HeldResources, ResourceMover, MoveJobs],
})
export class HandOffModule {}

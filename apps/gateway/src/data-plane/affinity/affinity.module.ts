import { Module } from '@nestjs/common';
import { UpstreamModule } from '../upstream/upstream.module';
import { BodyModule } from '../body/body.module';
import { Affinity } from './affinity';
import { OwnerSearch } from './owner-search/owner-search';

/** Who owns the resource a request names. Where it is remembered, `StoresModule` says. */
@Module({
  imports: [UpstreamModule, BodyModule],
  providers: [OwnerSearch, Affinity],
  exports: [BodyModule, Affinity, OwnerSearch],
})
export class AffinityModule {}

import { Module } from '@nestjs/common';
import { UpstreamModule } from '../upstream/upstream.module';
import { BodyModule } from '../body/body.module';
import { Affinity } from './affinity';
import { Locator } from './owner-search/owner-search';

/** Who owns the resource a request names. Where it is remembered, `StoresModule` says. */
@Module({
  imports: [UpstreamModule, BodyModule],
  providers: [Locator, Affinity],
  exports: [BodyModule, Affinity, Locator],
})
export class AffinityModule {}

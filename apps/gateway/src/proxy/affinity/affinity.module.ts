import { Module } from '@nestjs/common';
import { UpstreamModule } from '../../upstream/upstream.module';
import { BodyPeek } from '../body/body.peek';
import { Affinity } from './affinity';
import { Locator } from './locating/locator';

/** Who owns the resource a request names. Where it is remembered, `StoresModule` says. */
@Module({
  imports: [UpstreamModule],
  providers: [BodyPeek, Locator, Affinity],
  exports: [BodyPeek, Affinity, Locator],
})
export class AffinityModule {}

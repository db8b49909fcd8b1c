import { Module } from '@nestjs/common';
import { UpstreamModule } from '../upstream/upstream.module';
import { BodyPeek } from './body-peek';

/** Reading the beginning of a body ahead of time, for all that decides by it. */
@Module({ imports: [UpstreamModule], providers: [BodyPeek], exports: [BodyPeek] })
export class BodyModule {}

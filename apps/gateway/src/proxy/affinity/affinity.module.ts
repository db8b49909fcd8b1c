import { Module } from '@nestjs/common';
import { Affinity } from './affinity';

/** Who owns the resource a request names. Where it is remembered, `StoresModule` says. */
@Module({ providers: [Affinity], exports: [Affinity] })
export class AffinityModule {}

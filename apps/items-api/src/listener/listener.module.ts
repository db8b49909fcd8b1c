import { Module } from '@nestjs/common';
import { Drain } from './drain';

/** The listening side of the application: how it stops. */
@Module({ providers: [Drain], exports: [Drain] })
export class ListenerModule {}

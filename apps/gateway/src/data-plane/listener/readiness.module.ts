import { Module } from '@nestjs/common';
import { Readiness } from './readiness';

@Module({ providers: [Readiness], exports: [Readiness] })
export class ReadinessModule {}

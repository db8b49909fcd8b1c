import { Module } from '@nestjs/common';
import { ReadinessModule } from '../listener/readiness.module';
import { HealthController } from './health.controller';

/** The operator's API; its controllers are reached on the admin port only. */
@Module({ imports: [ReadinessModule], controllers: [HealthController] })
export class AdminModule {}

import { Module } from '@nestjs/common';
import { ReadinessModule } from '../listener/readiness.module';
import { HealthController } from './health.controller';
import { ReloadController } from './reload.controller';
import { UnknownPathController } from './unknown-path.controller';

// A new one is listed here, ahead of the last, which takes what the others leave.
const CONTROLLERS = [HealthController, ReloadController, UnknownPathController];

/** The operator's API; its controllers are reached on the admin port only. Health is open, all else for operators. */
@Module({ imports: [ReadinessModule], controllers: CONTROLLERS })
export class AdminModule {}

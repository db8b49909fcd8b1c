import { type DynamicModule, Module } from '@nestjs/common';
import {
  BACKEND_REGISTRATION_OPTIONS,
  type BackendRegistrationOptions,
} from './backend-registration-options';
import { BackendRegistration } from './backend-registration';

/**
 * Announces the application to gateways as soon as it listens, again and again, and takes it off before it stops. What the
 * gateways answer, or that they do not, never disturbs the application.
 *
 * `app.close()` (or `app.enableShutdownHooks()`, which calls it on a signal) is what takes it off.
 */
@Module({})
export class BackendRegistrationModule {
  static forRoot(options: BackendRegistrationOptions): DynamicModule {
    return {
      module: BackendRegistrationModule,
      providers: [{ provide: BACKEND_REGISTRATION_OPTIONS, useValue: options }, BackendRegistration],
    };
  }
}

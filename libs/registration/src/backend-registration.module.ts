import { type DynamicModule, Module } from '@nestjs/common';
import {
  BACKEND_REGISTRATION_OPTIONS,
  type BackendRegistrationOptions,
} from './backend-registration-options';
import { BackendRegistration } from './backend-registration';

/**
 * Registers the application at gateways as soon as it listens, renews the registration, and removes it before
 * the application stops. A failure at a gateway never disturbs the application.
 *
 * `app.close()` removes the registration. `app.enableShutdownHooks()` calls it on a signal.
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

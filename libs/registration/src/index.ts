export { BackendRegistrationModule } from './backend-registration.module';
export { type BackendRegistrationOptions } from './backend-registration-options';

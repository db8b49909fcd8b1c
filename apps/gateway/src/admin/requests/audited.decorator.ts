import { UseInterceptors } from '@nestjs/common';
import { AuditInterceptor } from './audit.interceptor';

/** For routes that change something: each success leaves a line in the log. */
export function Audited(): MethodDecorator & ClassDecorator {
  return UseInterceptors(AuditInterceptor);
}

import {
  type CallHandler,
  type ExecutionContext,
  Injectable,
  Logger,
  type NestInterceptor,
  ServiceUnavailableException,
} from '@nestjs/common';
import { type Observable, tap } from 'rxjs';
import { Upgrader } from '../../runtime/handover/upgrader';
import { type OperatorRequest } from './operator-request';

const MAX_LENGTH = 1_000;

/** Writes one line for each thing that an operator has changed: what was asked for, and from where. */
@Injectable()
export class AuditInterceptor implements NestInterceptor {
  private readonly logger = new Logger('Audit');

  constructor(private readonly upgrader: Upgrader) {}

  /** @throws ServiceUnavailableException while another process takes over, which would not hear of the change. */
  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const request = context.switchToHttp().getRequest<OperatorRequest>();
    if (this.upgrader.isHandingOver)
      throw new ServiceUnavailableException(
        'Another process is taking over; send the request to that process.',
      );
    return next.handle().pipe(tap(() => this.logger.log(lineFor(request))));
  }
}

function lineFor({ method, originalUrl, socket, said }: OperatorRequest): string {
  // JSON escapes line ends, except for two that some viewers obey.
  const body =
    said === undefined ? '' : ` ${JSON.stringify(said).replace(/[\u0080-\u009f\u2028\u2029]/g, '?')}`;
  return (
    `${method} ${originalUrl}${body}`.slice(0, MAX_LENGTH) +
    ` (by ${socket.remoteAddress ?? 'unknown address'})`
  );
}

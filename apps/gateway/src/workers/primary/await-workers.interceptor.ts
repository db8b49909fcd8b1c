import { type CallHandler, type ExecutionContext, Injectable, type NestInterceptor } from '@nestjs/common';
import { from, mergeMap, type Observable } from 'rxjs';
import { type OperatorRequest } from '../../admin/requests/operator-request';
import { WorkerLinks } from './worker-links';
import { WorkerMetrics } from './worker-metrics';
import { WorkerReports } from './worker-reports';

/**
 * Makes the admin API consistent with the workers: a response shows their current state, and a change is in
 * force in all workers before its response.
 */
@Injectable()
export class AwaitWorkersInterceptor implements NestInterceptor {
  constructor(
    private readonly links: WorkerLinks,
    private readonly reports: WorkerReports,
    private readonly metrics: WorkerMetrics,
  ) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const { method, originalUrl } = context.switchToHttp().getRequest<OperatorRequest>();
    // True if this process is alive does not depend on others.
    if (originalUrl.startsWith('/health')) return next.handle();
    return from(this.refresh(originalUrl)).pipe(
      mergeMap(() => next.handle()),
      mergeMap(async (answer: unknown) => {
        if (method !== 'GET') await this.links.askAll('settle', undefined);
        return answer;
      }),
    );
  }

  private async refresh(url: string): Promise<void> {
    await Promise.all([this.reports.refresh(), /^\/metrics\b/.test(url) && this.metrics.refresh()]);
  }
}

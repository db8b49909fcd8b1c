import { type ServerResponse } from 'node:http';
import { type Problem, type ValidationProblem } from '@app/contracts';
import {
  type ArgumentsHost,
  Catch,
  type ExceptionFilter,
  HttpException,
  Logger,
  NotFoundException,
} from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { type RoutedRequest } from '../requests/routed-request';
import { allowedMethods, type RouterLayer } from './allowed-methods';
import { problemOf } from './problem-of';
import { ValidationException } from './validation.exception';

/** Sends every exception as `application/problem+json` (RFC 9457); only unexpected ones are logged. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  private readonly logger = new Logger('items-api');

  constructor(private readonly host: HttpAdapterHost) {}

  catch(exception: unknown, context: ArgumentsHost): void {
    const http = context.switchToHttp();
    const response = http.getResponse<ServerResponse>();
    if (response.headersSent) {
      // Half an answer must not look like a whole one.
      response.destroy();
      return;
    }
    const problem = this.describe(exception, http.getRequest<RoutedRequest>(), response);
    const body = JSON.stringify(problem);
    response.writeHead(problem.status, {
      'Content-Type': 'application/problem+json',
      'Content-Length': Buffer.byteLength(body),
    });
    response.end(body);
  }

  private describe(
    exception: unknown,
    request: RoutedRequest,
    response: ServerResponse,
  ): Problem | ValidationProblem {
    if (exception instanceof ValidationException) return exception.problem();
    if (exception instanceof NotFoundException && !request.route) return this.unrouted(request, response);
    if (exception instanceof HttpException) {
      // Express calls a path such as /items/%FF a bad request, but a 400 means "exists" here.
      if (exception.cause instanceof URIError) return undecodable();
      return problemOf(exception.getStatus(), exception.message);
    }
    const where = `${request.method} ${JSON.stringify(request.path)} failed`;
    this.logger.error(where, exception instanceof Error ? exception.stack : String(exception));
    return problemOf(500);
  }

  private unrouted(request: RoutedRequest, response: ServerResponse): Problem {
    const { router } = this.host.httpAdapter.getInstance<{ router: { stack: RouterLayer[] } }>();
    const methods = allowedMethods(router.stack, request.path);
    if (methods.length === 0) return problemOf(404);
    response.setHeader('Allow', methods.join(', '));
    return problemOf(405);
  }
}

function undecodable(): ValidationProblem {
  const error = { loc: ['path'], msg: 'The path must be percent-encoded UTF-8', type: 'url_parsing' };
  return new ValidationException([error]).problem();
}

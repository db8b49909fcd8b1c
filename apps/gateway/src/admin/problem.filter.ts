import { type ServerResponse, STATUS_CODES } from 'node:http';
import { type Problem } from '@app/contracts';
import { type ArgumentsHost, Catch, type ExceptionFilter, HttpException, Logger } from '@nestjs/common';
import { ConfigError } from '../config/config.error';
import { ProxyError } from '../data-plane/errors/proxy.error';
import { InvalidRequest } from './requests/invalid-request';

/** Responds to operators with problem documents (RFC 9457). Only unexpected errors are logged. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  private readonly logger = new Logger('Admin');

  catch(exception: unknown, context: ArgumentsHost): void {
    const problem = this.problemOf(exception);
    const response = context.switchToHttp().getResponse<ServerResponse>();
    if (response.headersSent) return void response.destroy();
    response.writeHead(problem.status, {
      'Content-Type': 'application/problem+json',
      'Cache-Control': 'no-store',
    });
    response.end(JSON.stringify(problem));
  }

  private problemOf(exception: unknown): Problem {
    if (exception instanceof ConfigError) {
      const detail = 'The configuration is invalid; the gateway continues with the current one.';
      return { ...problem(422, detail, 'invalid_configuration'), errors: exception.findings } as Problem;
    }
    if (exception instanceof InvalidRequest)
      return { ...problem(422, exception.message), errors: exception.errors } as Problem;
    if (exception instanceof HttpException) return problem(exception.getStatus(), exception.message);
    // The store of the sticky sessions may be out of reach, and says so as it does to clients.
    if (exception instanceof ProxyError) return problem(exception.status, exception.detail, exception.code);
    // Express itself refuses paths that are not well escaped.
    if (exception instanceof URIError) return problem(400, 'The path is not percent-encoded correctly.');
    this.logger.error(exception instanceof Error ? exception.stack : String(exception));
    return problem(500, 'The gateway could not do this; the log has the reason.');
  }
}

/** As on the public port, the code is there for programs; most of them follow from the status. */
const CODES: Readonly<Record<number, string>> = {
  401: 'unauthenticated',
  403: 'forbidden',
  404: 'not_found',
  409: 'conflict',
  413: 'body_too_large',
  415: 'unsupported_media_type',
  422: 'invalid_request',
  500: 'internal_error',
  503: 'unavailable',
};

function problem(status: number, detail: string, code = CODES[status] ?? 'bad_request'): Problem {
  return { type: 'about:blank', title: STATUS_CODES[status] ?? 'Error', status, detail, code };
}

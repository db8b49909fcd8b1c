import { STATUS_CODES } from 'node:http';
import { Inject, Injectable } from '@nestjs/common';
import { type ProxyError } from '../errors/proxy.error';
import { Clock } from '../../platform/clock';
import { canReceive } from '../client-presence';
import { DECISION_HEADER, DecisionHeader } from '../decision-header';
import { type Exchange } from './exchange';
import { closeAfterResponse } from '../http/connection-close';
import { ProxySettings } from './proxy-settings';

/** Turns an error into the client's answer: `application/problem+json` (RFC 9457) with a stable `code`, never a stack. */
@Injectable()
export class ProblemResponder {
  constructor(
    private readonly settings: ProxySettings,
    private readonly decisions: DecisionHeader,
    @Inject(Clock) private readonly clock: Clock,
  ) {}

  answer(exchange: Exchange, error: ProxyError): void {
    const { request, response, id } = exchange;
    exchange.fail(error);
    if (response.headersSent || !canReceive(request, response)) return;
    const body = Buffer.from(problemText(error, id));
    // Node marks a request without a body as complete only after its handler has returned.
    const isUnread = !request.complete && !exchange.head.isWholeRequest;
    // An upload that is not read to its end leaves the connection in the middle of a message.
    const isLast = error.closesConnection || this.settings.isStopping || isUnread;
    if (isLast) closeAfterResponse(request, response, this.clock);
    const own = [
      ...['Content-Type', 'application/problem+json', 'Content-Length', String(body.length)],
      ...['X-Request-Id', id, 'Cache-Control', 'no-store'],
    ];
    try {
      response.writeHead(error.status, [...own, ...this.furtherHeaders(exchange, error)]);
    } catch {
      // A field that cannot be sent must not cost the client its answer, nor the process its life.
      response.writeHead(error.status, own);
    }
    if (request.method === 'HEAD') return void response.end();
    exchange.bytes.out = body.length;
    // As bytes: Node would send the head in the encoding of a text.
    response.end(body);
  }

  private furtherHeaders(exchange: Exchange, { retryAfter, headers }: ProxyError): string[] {
    const decision = this.decisions.valueFor(exchange);
    return [
      ...(retryAfter === undefined ? [] : ['Retry-After', String(retryAfter)]),
      ...(headers ?? []),
      ...(decision === undefined ? [] : [DECISION_HEADER, decision]),
      ...(exchange.responseFields ?? []),
    ];
  }
}

/** The problem document of an error. */
export function problemText(error: ProxyError, id: string): string {
  return JSON.stringify({
    type: 'about:blank',
    title: STATUS_CODES[error.status] ?? 'Error',
    status: error.status,
    detail: error.detail,
    code: error.code,
    errors: error.errors,
    request_id: id,
  });
}

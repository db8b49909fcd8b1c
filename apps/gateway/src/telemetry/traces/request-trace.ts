import { type Context, type Span, SpanKind, SpanStatusCode, trace, type Tracer } from '@opentelemetry/api';
import { type ProxyError } from '../../data-plane/errors/proxy.error';
import { type Exchange, type ExchangeTrace } from '../../data-plane/exchange/exchange';
import { headerValue } from '../../data-plane/http/request-values';
import { type Backend } from '../../data-plane/upstream/backend';
import { parentContext, traceFields } from './trace-parent';

/** One request as a span, and each of its attempts as one below it. */
export class RequestTrace implements ExchangeTrace {
  private readonly span: Span;
  private readonly context: Context;
  /** By the backend asked; a hedge has two of them at once. */
  private readonly attempts = new Map<Backend, Span>();

  constructor(
    private readonly tracer: Tracer,
    private readonly exchange: Exchange,
  ) {
    const { rawHeaders, method = '' } = exchange.request;
    const parent = parentContext(
      headerValue(rawHeaders, 'traceparent'),
      headerValue(rawHeaders, 'tracestate'),
    );
    this.span = tracer.startSpan(method, { kind: SpanKind.SERVER }, parent);
    this.context = trace.setSpan(parent, this.span);
  }

  attemptBegun(backend: Backend): void {
    const { head, attempts, placement, pool } = this.exchange;
    const attributes = {
      'http.request.method': head.method,
      'http.request.resend_count': attempts.count - 1,
      'load_distributer.pool': pool.name,
      'load_distributer.backend': backend.id,
      'load_distributer.reason': placement.reason,
      ...(placement.rule !== undefined && { 'load_distributer.rule': placement.rule }),
      'server.address': backend.authority,
    };
    const span = this.tracer.startSpan(head.method, { kind: SpanKind.CLIENT, attributes }, this.context);
    this.attempts.set(backend, span);
  }

  fieldsFor(backend: Backend): string {
    return traceFields((this.attempts.get(backend) ?? this.span).spanContext());
  }

  attemptResponded(backend: Backend, status: number): void {
    const attempt = this.attempts.get(backend);
    attempt?.setAttribute('http.response.status_code', status);
    if (status >= 400) attempt?.setStatus({ code: SpanStatusCode.ERROR });
  }

  attemptFailed(backend: Backend, error: ProxyError): void {
    const attempt = this.attempts.get(backend);
    attempt?.setAttribute('error.type', error.code);
    attempt?.setStatus({ code: SpanStatusCode.ERROR, message: error.detail });
  }

  attemptEnded(backend: Backend): void {
    this.attempts.get(backend)?.end();
    this.attempts.delete(backend);
  }

  /** The request is over. */
  end(): void {
    const { span, exchange } = this;
    for (const backend of this.attempts.keys()) this.attemptEnded(backend);
    this.describe();
    const { failure, status } = exchange;
    if (failure !== undefined) span.setAttribute('error.type', failure.code);
    if (status >= 500 || (failure !== undefined && failure.status !== 499 && failure.status >= 500))
      span.setStatus({ code: SpanStatusCode.ERROR, message: failure?.detail });
    span.end();
  }

  private describe(): void {
    const { span, exchange } = this;
    const { head, client, id, status, attempts, placement } = exchange;
    const { respondedBy } = attempts;
    const route = exchange.route as Exchange['route'] | undefined;
    if (route !== undefined) span.updateName(`${head.method} ${route.name}`);
    span.setAttributes({
      'http.request.method': head.method,
      // Not the query, which may hold private data.
      'url.path': head.path.split('?', 1)[0],
      'url.scheme': client.scheme,
      'client.address': client.clientAddress(head.forwardedFor),
      'http.response.status_code': status,
      'load_distributer.request_id': id,
      'load_distributer.attempts': attempts.count,
    });
    if (route !== undefined) span.setAttribute('http.route', route.name);
    if (respondedBy === undefined) return;
    span.setAttributes({
      'load_distributer.backend': respondedBy.id,
      'load_distributer.reason': placement.reason,
    });
    if (placement.rule !== undefined) span.setAttribute('load_distributer.rule', placement.rule);
  }
}

import { EventEmitter, once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { type AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import { closedAfterTest } from '../../support/closing';

/** As much of a span as tests look at. */
export interface Span {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId: string | undefined;
  readonly name: string;
  /** 2 serves, 3 asks. */
  readonly kind: number;
  readonly attributes: Readonly<Record<string, unknown>>;
  /** 2 is an error. */
  readonly status: number;
}

interface Export {
  readonly resourceSpans: readonly {
    readonly resource: { readonly attributes: readonly Attribute[] };
    readonly scopeSpans: readonly { readonly spans: readonly RawSpan[] }[];
  }[];
}

interface Attribute {
  readonly key: string;
  readonly value: Readonly<Record<string, unknown>>;
}

type RawSpan = Omit<Span, 'attributes' | 'status'> & {
  readonly attributes: readonly Attribute[];
  readonly status: { readonly code?: number };
};

/** A collector of OpenTelemetry that keeps what it is sent. */
export class OtlpCollector {
  readonly spans: Span[] = [];
  resource: Readonly<Record<string, unknown>> = {};
  private readonly changes = new EventEmitter();

  private constructor(private readonly server: Server) {}

  static async start(): Promise<OtlpCollector> {
    const server = createServer();
    const collector = closedAfterTest(new OtlpCollector(server));
    server.on('request', (request, response) => {
      void json(request).then((body) => {
        if (request.url === '/v1/traces') collector.take(body as Export);
        response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
      });
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return collector;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /** So many spans, once they are there. */
  async received(count: number): Promise<Span[]> {
    while (this.spans.length < count) await once(this.changes, 'change');
    return this.spans;
  }

  close(): void {
    this.server.closeAllConnections();
    this.server.close();
  }

  private take({ resourceSpans }: Export): void {
    for (const { resource, scopeSpans } of resourceSpans) {
      this.resource = asRecord(resource.attributes);
      for (const { spans } of scopeSpans)
        for (const span of spans)
          this.spans.push({
            ...span,
            // A missing parent has more than one form.
            parentSpanId: span.parentSpanId || undefined,
            attributes: asRecord(span.attributes),
            status: span.status.code ?? 0,
          });
    }
    this.changes.emit('change');
  }
}

function asRecord(attributes: readonly Attribute[]): Record<string, unknown> {
  return Object.fromEntries(attributes.map(({ key, value }) => [key, Object.values(value)[0]]));
}

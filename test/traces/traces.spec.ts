import { aGateway } from '../support/test-gateway';
import { type ReceivedRequest } from '../support/received-request';
import { type Span } from './support/otlp-collector';
import { TracedGateway } from './support/traced-gateway';

const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736';
const PARENT = '00f067aa0ba902b7';

const requestIn = (spans: readonly Span[]): Span => spans.find(({ kind }) => kind === 2)!;
const attemptsIn = (spans: readonly Span[]): Span[] => spans.filter(({ kind }) => kind === 3);

/** The only one that the backend was sent. */
function traceparentOf({ message: { rawHeaders } }: ReceivedRequest): string {
  const values = rawHeaders.filter((_, at) => rawHeaders[at - 1]?.toLowerCase() === 'traceparent');
  expect(values).toHaveLength(1);
  return values[0];
}

describe('traces', () => {
  it('have a span for the request, and one below it for the attempt, which the backend can continue', async () => {
    const gateway = await TracedGateway.start(['a']);
    await gateway.fetch('/items?item_id=1&secret=x', { method: 'POST' });
    await gateway.stop();
    const { spans, resource } = gateway.collector;
    const [request, [attempt]] = [requestIn(spans), attemptsIn(spans)];
    expect(spans).toHaveLength(2);
    expect(request).toMatchObject({ name: 'POST /', parentSpanId: undefined, status: 0 });
    expect(request.attributes).toMatchObject({
      'http.request.method': 'POST',
      'http.route': '/',
      'http.response.status_code': 200,
      'url.path': '/items',
      'client.address': '127.0.0.1',
      'load_distributer.backend': 'a',
      'load_distributer.reason': 'claimed',
      'load_distributer.rule': 'items',
      'load_distributer.attempts': 1,
    });
    expect(attempt).toMatchObject({ traceId: request.traceId, parentSpanId: request.spanId });
    expect(attempt.attributes).toMatchObject({
      'load_distributer.backend': 'a',
      'load_distributer.reason': 'claimed',
      'http.response.status_code': 200,
      'http.request.resend_count': 0,
    });
    expect(traceparentOf(gateway.backend('a').requests[0])).toBe(
      `00-${attempt.traceId}-${attempt.spanId}-01`,
    );
    expect(JSON.stringify(spans)).not.toContain('secret');
    expect(resource).toMatchObject({ 'service.name': 'load-distributer', 'service.version': '0.1.0' });
  });

  it('continue what the client sends, and leave it to who began it whether it is recorded', async () => {
    const gateway = await TracedGateway.start(['a']);
    const send = (traceparent: string, tracestate = ''): Promise<unknown> =>
      gateway.fetch('/', { headers: { traceparent, tracestate } });
    await send(`00-${TRACE}-${PARENT}-01`, 'vendor=value');
    await send(`00-${TRACE}-${PARENT}-00`);
    await gateway.stop();
    const { spans } = gateway.collector;
    expect(spans.map(({ traceId }) => traceId)).toEqual([TRACE, TRACE]);
    expect(requestIn(spans).parentSpanId).toBe(PARENT);
    const [recorded, unrecorded] = gateway.backend('a').requests;
    expect(traceparentOf(recorded)).toBe(`00-${TRACE}-${attemptsIn(spans)[0].spanId}-01`);
    expect(recorded.message.headers.tracestate).toBe('vendor=value');
    expect(traceparentOf(unrecorded)).toMatch(new RegExp(`^00-${TRACE}-[0-9a-f]{16}-00$`));
  });

  it('have a span for each attempt, with what was wrong, and say why no backend responded', async () => {
    const gateway = await TracedGateway.start(['a', 'b']);
    await gateway.backend('a').stop();
    await gateway.fetch('/');
    await gateway.backend('b').stop();
    await gateway.fetch('/', { headers: { traceparent: `00-${TRACE}-${PARENT}-01` } });
    await gateway.stop();
    const { spans } = gateway.collector;
    const first = attemptsIn(spans.filter(({ traceId }) => traceId !== TRACE));
    expect(
      first.map(({ attributes, status }) => [
        attributes['load_distributer.backend'],
        attributes['error.type'],
        status,
      ]),
    ).toEqual([
      ['a', 'upstream_connect', 2],
      ['b', undefined, 0],
    ]);
    expect(requestIn(spans.filter(({ traceId }) => traceId === TRACE))).toMatchObject({
      status: 2,
      attributes: { 'error.type': 'no_backend_available', 'http.response.status_code': 503 },
    });
  });

  it('do not hold up requests, nor the end, when the collector is away', async () => {
    const gateway = await TracedGateway.start(['a'], { sampleRate: '0%' });
    gateway.collector.close();
    expect((await gateway.fetch('/')).text).toBe('a');
    // Of those that begin here, none is to be recorded.
    expect(traceparentOf(gateway.backend('a').requests[0])).toMatch(/-00$/);
    await gateway.fetch('/', { headers: { traceparent: `00-${TRACE}-${PARENT}-01` } });
    await gateway.stop();
    expect(gateway.collector.spans).toEqual([]);
  });
});

describe('without a collector', () => {
  it('what the client says of traces passes untouched', async () => {
    const gateway = await aGateway({ backends: ['a'] });
    await gateway.fetch('/', { headers: { traceparent: 'nonsense' } });
    expect(traceparentOf(gateway.backend('a').requests[0])).toBe('nonsense');
  });
});

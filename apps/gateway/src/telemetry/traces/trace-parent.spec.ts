import { trace } from '@opentelemetry/api';
import { parentContext, traceFields } from './trace-parent';

const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736';
const SPAN = '00f067aa0ba902b7';

describe('traceparent', () => {
  it.each([
    [`00-${TRACE}-${SPAN}-01`, 1],
    [`00-${TRACE}-${SPAN}-00`, 0],
    [` 00-${TRACE}-${SPAN}-03 `, 1],
    [`01-${TRACE}-${SPAN}-01-more`, 1],
  ])('is read: %s', (text, traceFlags) => {
    const found = trace.getSpanContext(parentContext(text, undefined));
    expect(found).toEqual({ traceId: TRACE, spanId: SPAN, traceFlags, isRemote: true });
  });

  it.each([
    undefined,
    'nonsense',
    `00-${'0'.repeat(32)}-${SPAN}-01`,
    `00-${TRACE}-${'0'.repeat(16)}-01`,
    `ff-${TRACE}-${SPAN}-01`,
    `00-${TRACE}-${SPAN}-01-more`,
    `00-${TRACE.toUpperCase()}-${SPAN}-01`,
  ])('begins nothing when it is wrong: %s', (text) => {
    expect(trace.getSpanContext(parentContext(text, 'a=b'))).toBeUndefined();
  });

  it('is handed on with its state', () => {
    const { traceState } = trace.getSpanContext(parentContext(`00-${TRACE}-${SPAN}-01`, 'a=b,c=d'))!;
    expect(traceFields({ traceId: TRACE, spanId: SPAN, traceFlags: 1, traceState })).toBe(
      `traceparent: 00-${TRACE}-${SPAN}-01\r\ntracestate: a=b,c=d\r\n`,
    );
  });
});

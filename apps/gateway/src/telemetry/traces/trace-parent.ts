import { type Context, createTraceState, ROOT_CONTEXT, type SpanContext, trace } from '@opentelemetry/api';

const PARENT = /^([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(-.*)?$/;
const ALL_ZEROS = /^0+$/;

/** The trace that a request belongs to, as its `traceparent` and `tracestate` say (W3C Trace Context), or none. */
export function parentContext(traceparent: string | undefined, tracestate: string | undefined): Context {
  const [, version, traceId, spanId, flags, more] = PARENT.exec(traceparent?.trim() ?? '') ?? [];
  if (version === undefined || version === 'ff' || ALL_ZEROS.test(traceId) || ALL_ZEROS.test(spanId))
    return ROOT_CONTEXT;
  // Later versions may say more; the first may not.
  if (version === '00' && more !== undefined) return ROOT_CONTEXT;
  return trace.setSpanContext(ROOT_CONTEXT, {
    traceId,
    spanId,
    traceFlags: parseInt(flags, 16) & 1,
    isRemote: true,
    ...(tracestate === undefined ? {} : { traceState: createTraceState(tracestate) }),
  });
}

/** The fields that hand a trace on, as lines of a request's head. */
export function traceFields({ traceId, spanId, traceFlags, traceState }: SpanContext): string {
  const flags = traceFlags.toString(16).padStart(2, '0');
  const state = traceState?.serialize() ?? '';
  const parent = `traceparent: 00-${traceId}-${spanId}-${flags}\r\n`;
  return state === '' ? parent : `${parent}tracestate: ${state}\r\n`;
}

import fc, { type Arbitrary } from 'fast-check';

/** How clients come to the gateway: HTTP/1.1 in the clear, HTTP/1.1 over TLS, HTTP/2. */
export const DOORS = ['clear', 'tls', 'h2'] as const;
export type Door = (typeof DOORS)[number];

/** Routes of the stage, each with something else that an exchange holds. */
export const ROUTES = ['plain', 'limited', 'narrow', 'hedged', 'items', 'safe-items'] as const;

/** The ways a backend ends a request, whole responses first. */
export const BACKEND_ENDINGS = [
  ...['length', 'chunked', 'until-close', 'large', 'no-content', 'created', 'not-found', 'unavailable'],
  ...['interim', 'early', 'late', 'too-late', 'never', 'fin', 'reset', 'garbage', 'surplus', 'switch'],
  ...['half-head-fin', 'half-head-reset', 'half-head-never', 'half-body-fin', 'half-body-reset'],
  ...['half-body-never', 'half-chunk-fin', 'half-chunk-reset', 'half-chunk-never', 'bad-chunk'],
] as const;
export type BackendEnding = (typeof BACKEND_ENDINGS)[number];

/** How far a client goes before it leaves. */
export const MOMENTS = ['half-head', 'half-body', 'sent', 'waiting', 'answer'] as const;

/** How a client leaves its connection. */
const CONNECTION_ENDINGS = ['fin', 'reset', 'close', 'protocol-error', 'tls-garbage', 'stall'] as const;
/** The same by means that only HTTP/2 has. */
const HTTP2_ENDINGS = [
  ...['reset-stream', 'reset-stream', 'goaway', 'goaway-close'],
  ...['bad-fields', 'bad-window', 'data-behind-end'],
] as const;
export type ClientEnding = (typeof CONNECTION_ENDINGS)[number] | (typeof HTTP2_ENDINGS)[number];

/** The ways a client leaves before the end. */
export interface Leaving {
  readonly how: ClientEnding;
  readonly when: (typeof MOMENTS)[number];
}

/** One exchange: what is asked, what the backend does, and when the client leaves, if it does. */
export interface Plan {
  readonly method: 'GET' | 'HEAD' | 'POST' | 'PUT' | 'DELETE' | 'OPTIONS';
  readonly route: (typeof ROUTES)[number];
  readonly body: 'none' | 'length' | 'chunked' | 'large';
  readonly backend: BackendEnding;
  readonly leaves?: Leaving;
}

/** One connection of a client. By HTTP/2 its exchanges run side by side, else one after the other. */
export interface Visit {
  readonly door: Door;
  /** True if the client reads bodies of responses: otherwise, its window is zero, or it does not read. */
  readonly takes: boolean;
  readonly plans: readonly Plan[];
}

function planOf(endings: readonly ClientEnding[]): Arbitrary<Plan> {
  const leaves = fc.record({ how: fc.constantFrom(...endings), when: fc.constantFrom(...MOMENTS) });
  return fc
    .record({
      method: fc.constantFrom<Plan['method']>('GET', 'GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'OPTIONS'),
      route: fc.constantFrom(...ROUTES),
      body: fc.constantFrom<Plan['body']>('none', 'none', 'length', 'chunked', 'large'),
      backend: fc.constantFrom<BackendEnding>(...BACKEND_ENDINGS),
      leaves: fc.option(leaves, { nil: undefined }),
    })
    .map(({ leaves, ...rest }) => (leaves === undefined ? rest : { ...rest, leaves }));
}

const takes = fc.nat({ max: 9 }).map((n) => n > 0);

const http1Plans = fc.array(planOf(CONNECTION_ENDINGS), { minLength: 1, maxLength: 3 });

/** Endings of one stream, beside which the others of its connection continue. */
const STREAM_ENDINGS: readonly ClientEnding[] = ['reset-stream', 'stall'];
const SESSION_ENDINGS = [...CONNECTION_ENDINGS, ...HTTP2_ENDINGS];
const isWholeHead = ({ leaves }: Plan): boolean => leaves?.when !== 'half-head';

const http2Plans = fc.oneof(
  fc.array(planOf(STREAM_ENDINGS).filter(isWholeHead), { minLength: 1, maxLength: 12 }),
  fc.array(planOf(SESSION_ENDINGS), { minLength: 1, maxLength: 12 }),
);

const visit = fc
  .constantFrom<Door>(...DOORS)
  .chain((door): Arbitrary<Visit> =>
    fc.record({ door: fc.constant(door), takes, plans: door === 'h2' ? http2Plans : http1Plans }),
  );

/** The visits of many clients at once. */
export const visits = fc.array(visit, { minLength: 1, maxLength: 200, size: 'max' });

/** The target of a plan's request; it carries the instructions for the backend. */
export function targetOf({ route, backend }: Plan, id: number): string {
  return route.endsWith('items') ? `/${route}/${id}?do=${backend}` : `/${route}?do=${backend}`;
}

const SIZES = { none: 0, length: 20, chunked: 20, large: 200_000 };

/** The body of a plan's request. */
export function bodyOf({ body }: Plan): string {
  return 'x'.repeat(SIZES[body]);
}

/** The reading of the bytes of one response and the FIN behind them. */
export interface Reading {
  /** `refused` is not HTTP, `incomplete` breaks off. */
  readonly outcome: 'complete' | 'refused' | 'incomplete';
  readonly informations: readonly number[];
  readonly status: number | undefined;
  readonly reason: string | undefined;
  /** Without those that concern the connection only. */
  readonly headers: readonly string[];
  readonly body: string;
  readonly trailers: readonly string[];
  /** Why it is refused. */
  readonly why?: string | undefined;
}

const HOP_BY_HOP = new Set([
  'connection',
  'keep-alive',
  'proxy-connection',
  'proxy-authenticate',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]);

/** The trailers that go further than one hop. */
export function endToEndTrailers(trailers: readonly string[]): string[] {
  return trailers.filter((_, at) => !HOP_BY_HOP.has(trailers[at - (at % 2)].toLowerCase()));
}

/** The fields that go further than one hop, of a flat list of names and values. */
export function endToEnd(status: number, headers: readonly string[]): string[] {
  const pairs = headers.flatMap((name, at) => (at % 2 === 0 ? [[name, headers[at + 1]] as const] : []));
  const named = pairs
    .filter(([name]) => name.toLowerCase() === 'connection')
    .flatMap(([, value]) => value.split(','));
  const dropped = new Set([...HOP_BY_HOP, ...named.map((name) => name.trim().toLowerCase())]);
  // RFC 9110 §8.6: no answer with this status announces a length.
  if (status === 204) dropped.add('content-length');
  return pairs.filter(([name]) => !dropped.has(name.toLowerCase())).flat();
}

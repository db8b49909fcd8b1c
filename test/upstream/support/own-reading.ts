import {
  UpstreamClosedError,
  UpstreamProtocolError,
} from '../../../apps/gateway/src/data-plane/errors/upstream.errors';
import { ResponseReader } from '../../../apps/gateway/src/data-plane/upstream/connections/response-reader';
import { type ResponseHead } from '../../../apps/gateway/src/data-plane/upstream/response-head';
import { endToEnd, endToEndTrailers, type Reading } from './reading';

/** The reading of the gateway for these pieces and a FIN. */
export function ownReading(method: string, pieces: readonly Buffer[]): Reading {
  const informations: number[] = [];
  let head: ResponseHead | undefined;
  let body = '';
  let trailers: readonly string[] = [];
  let outcome: Reading['outcome'] = 'incomplete';
  let why: string | undefined;
  const reader = new ResponseReader();
  const events = {
    onInformation: ({ status }: ResponseHead) => void informations.push(status),
    onHead: (told: ResponseHead) => void (head = told),
    onBody: (buffer: Buffer, start: number, end: number) => {
      body += buffer.toString('latin1', start, end);
      return true;
    },
    onEnd: (told: readonly string[] | undefined) => {
      trailers = told ?? [];
      outcome = 'complete';
    },
    onTunnel: () => undefined,
  };
  reader.expect(events, method, false);
  try {
    for (const piece of pieces) reader.read(piece, piece.length);
    reader.close();
  } catch (error) {
    if (!(error instanceof UpstreamProtocolError || error instanceof UpstreamClosedError)) throw error;
    // A fault behind the end is another matter.
    if (outcome === 'incomplete' && error instanceof UpstreamProtocolError) {
      outcome = 'refused';
      why = error.reason;
    }
  }
  const headers = head === undefined ? [] : endToEnd(head.status, head.headers);
  const { status, reason } = head ?? {};
  return { outcome, informations, status, reason, headers, body, trailers: endToEndTrailers(trailers), why };
}

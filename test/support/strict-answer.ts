import { type RawConnection } from './raw-connection';
import { matched, readBody, readFields, StrictnessError, valuesOf } from './strict-request';

/** Status and fields, as they came. */
export interface StrictHead {
  readonly status: number;
  readonly reason: string;
  readonly fields: readonly [string, string][];
}

/** An answer read as strictly as RFC 9112 is written; text stands for bytes (latin1). */
export interface StrictAnswer extends StrictHead {
  /** Answers that came before it (1xx). */
  readonly interims: readonly StrictHead[];
  readonly framing: 'none' | 'length' | 'chunked' | 'close';
  readonly body: string;
  readonly trailers: readonly [string, string][];
}

const STATUS_LINE = /^HTTP\/1\.1 ([1-9][0-9]{2}) ([\t\x20-\x7e\x80-\xff]*)\r\n$/;

/**
 * Reads the answer to one request. One that switches protocols has no body.
 *
 * @throws StrictnessError for bytes that a recipient might read in two ways, Error when the answer breaks off.
 */
export async function readAnswerStrictly(connection: RawConnection, method: string): Promise<StrictAnswer> {
  const interims: StrictHead[] = [];
  let head = await readHead(connection);
  while (head.status < 200 && head.status !== 101) {
    interims.push(head);
    head = await readHead(connection);
  }
  const framing = framingOf(head, method);
  if (framing === 'close') {
    const body = await connection.untilEnded();
    if (connection.wasReset) throw new Error('The connection was reset in the middle of the response.');
    return { ...head, interims, framing, body, trailers: [] };
  }
  return { ...head, interims, framing, ...(await readBody(connection, head.fields, framing)) };
}

async function readHead(connection: RawConnection): Promise<StrictHead> {
  const [, status, reason] = matched(STATUS_LINE, await connection.take('\n'));
  const { fields } = await readFields(connection);
  return { status: Number(status), reason, fields };
}

/** How long the body is (RFC 9112 §6.3). */
function framingOf({ status, fields }: StrictHead, method: string): StrictAnswer['framing'] {
  const lengths = valuesOf(fields, 'content-length');
  const codings = valuesOf(fields, 'transfer-encoding');
  if (lengths.length + codings.length > 1) throw new StrictnessError('The body is framed more than once.');
  if (method === 'HEAD' || status === 101 || status === 204 || status === 304) return 'none';
  if (codings.length === 1) return 'chunked';
  return lengths.length === 1 ? 'length' : 'close';
}

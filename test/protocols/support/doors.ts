import { type ClientHttp2Session, connect as connectHttp2, type ClientHttp2Stream } from 'node:http2';
import { once } from 'node:events';
import { connect as connectTls } from 'node:tls';
import { Http2Frames } from '../../exchanges/support/http2-frames';
import { openSecure } from '../../exchanges/support/visitor';
import { RawConnection } from '../../support/raw-connection';
import { readAnswerStrictly } from '../../support/strict-answer';
import { END_HEADERS, END_STREAM, fields as encoded, FRAME, frame, request } from '../../tls/http2-wire';
import { type Case, type Field, lines } from './message-grammar';

/** The response to a client, independent of the protocol; names are in lower case. */
export interface Received {
  readonly interims: readonly { readonly status: number; readonly fields: readonly Field[] }[];
  readonly status: number;
  readonly fields: readonly Field[];
  readonly body: string;
  readonly trailers: readonly Field[];
}

/** The client's view of an exchange: a response, or that it broke off. */
export type Outcome = Received | 'broken off';

const lowered = (fields: readonly (readonly [string, string])[]): Field[] =>
  fields.map(([name, value]) => [name.toLowerCase(), value] as const);

/** Sends the request by HTTP/1.1 and reads what comes back. */
export async function askByHttp1(connection: RawConnection, one: Case): Promise<Outcome> {
  connection.write(
    `${one.method} /path?query HTTP/1.1\r\nHost: localhost\r\n${lines(one.fields)}${bodyOf(one)}`,
  );
  try {
    const answer = await readAnswerStrictly(connection, one.method);
    const interims = answer.interims.map(({ status, fields: own }) => ({ status, fields: lowered(own) }));
    const { status, trailers } = answer;
    return {
      interims,
      status,
      fields: lowered(answer.fields),
      body: answer.body,
      trailers: lowered(trailers),
    };
  } catch (error) {
    // Reading fails with no other error when the answer breaks off.
    if (connection.ended || connection.closed) return 'broken off';
    throw error;
  } finally {
    connection.close();
  }
}

/** The part behind the fields: the framing fields, and the body. */
function bodyOf({ body, requestTrailers }: Case): string {
  if (body === undefined) return '\r\n';
  if (requestTrailers === undefined) return `Content-Length: ${body.length}\r\n\r\n${body}`;
  const chunk = body === '' ? '' : `${body.length.toString(16)}\r\n${body}\r\n`;
  return `Transfer-Encoding: chunked\r\n\r\n${chunk}0\r\n${lines(requestTrailers)}\r\n`;
}

export async function secureConnection(port: number, ca: Buffer): Promise<RawConnection> {
  const socket = connectTls({ port, ca, servername: 'localhost' });
  await once(socket, 'secureConnect');
  return new RawConnection(socket);
}

export async function http2Session(port: number, ca: Buffer): Promise<ClientHttp2Session> {
  const session = connectHttp2(`https://localhost:${port}`, { ca });
  session.on('error', () => undefined);
  await once(session, 'connect');
  return session;
}

/** Sends the request by HTTP/2 and reads what comes back. */
export function askByHttp2(session: ClientHttp2Session, one: Case): Promise<Outcome> {
  const { method, fields, body, requestTrailers } = one;
  const isFramed = body !== undefined && requestTrailers === undefined;
  const asked = {
    ...{ ':method': method, ':path': '/path?query', ':authority': 'localhost' },
    ...(isFramed ? { 'content-length': String(body.length) } : {}),
    ...Object.fromEntries(lowered(fields)),
  };
  const stream = session.request(asked, { endStream: body === undefined, waitForTrailers: true });
  stream.on('wantTrailers', () => stream.sendTrailers(byName(requestTrailers ?? [])));
  if (body !== undefined) stream.end(body);
  return outcomeOf(stream);
}

/** As Node takes them: all values of a name together. */
function byName(fields: readonly Field[]): Record<string, string[]> {
  const values: Record<string, string[]> = Object.create(null) as Record<string, string[]>;
  for (const [name, value] of lowered(fields)) (values[name] ??= []).push(value);
  return values;
}

function outcomeOf(stream: ClientHttp2Stream): Promise<Outcome> {
  const interims: { status: number; fields: Field[] }[] = [];
  const pieces: Buffer[] = [];
  let status = 0;
  let fields: Field[] = [];
  let trailers: Field[] = [];
  let isBroken = false;
  stream.on('headers', (_: unknown, __: unknown, raw: unknown) => interims.push(headOf(raw)));
  stream.on('response', (_: unknown, __: unknown, raw: unknown) => ({ status, fields } = headOf(raw)));
  stream.on('trailers', (_: unknown, __: unknown, raw: unknown) => (trailers = headOf(raw).fields));
  stream.on('data', (piece: Buffer) => pieces.push(piece));
  stream.on('error', () => (isBroken = true));
  return new Promise((resolve) => {
    stream.on('close', () => {
      const body = Buffer.concat(pieces).toString('latin1');
      if (isBroken || stream.rstCode !== 0 || status === 0) resolve('broken off');
      else resolve({ interims, status, fields, body, trailers });
    });
  });
}

/** Node gives name, value, name, value, which its types do not know. */
function headOf(raw: unknown): { status: number; fields: Field[] } {
  const flat = raw as readonly string[];
  const pairs = flat.filter((_, at) => at % 2 === 0).map((name, at) => [name, flat[2 * at + 1]] as const);
  const status = Number(pairs.find(([name]) => name === ':status')?.[1] ?? 0);
  return { status, fields: lowered(pairs.filter(([name]) => !name.startsWith(':'))) };
}

/** Sends these fields by HTTP/2, also those that Node's client refuses to send; resolves when all of the answer has come. */
export async function sendByFrames(port: number, ca: Buffer, own: readonly Field[]): Promise<void> {
  const frames = new Http2Frames(await openSecure({ clear: port, secure: port, ca }, 'h2'), true);
  const answer = frames.begin(1);
  const head = Buffer.concat([request('/path?query'), encoded(...lowered(own))]);
  frames.write(frame(FRAME.headers, END_STREAM | END_HEADERS, 1, head));
  await frames.until(() => answer.ended);
  frames.close();
}

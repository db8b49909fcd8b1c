import { setTimeout as sleep } from 'node:timers/promises';
import { type BackendDouble } from '../../support/backend.double';
import { RawBackend } from '../../support/raw-backend';
import { type RawConnection } from '../../support/raw-connection';
import { readStrictly } from '../../support/strict-request';
import { type BackendEnding } from './plan';

/** Longer than the backend is waited for, and shorter. */
const TOO_LATE_MS = 300;
const LATE_MS = 20;

const LENGTH = 'HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n';
const CHUNKED = 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nTrailer: X-Sum\r\n\r\n';
const LARGE_BYTES = 300_000;

const without = (status: string): string => `HTTP/1.1 ${status}\r\nContent-Length: 0\r\n\r\n`;

/** Heads and bodies of what is written before an answer is over, or breaks off. */
const SAID: Record<BackendEnding, readonly [head: string, body: string]> = {
  length: [LENGTH, '0123456789'],
  chunked: [CHUNKED, '5\r\n01234\r\n5\r\n56789\r\n0\r\nX-Sum: 45\r\n\r\n'],
  'until-close': ['HTTP/1.1 200 OK\r\n\r\n', '0123456789'],
  large: [`HTTP/1.1 200 OK\r\nContent-Length: ${LARGE_BYTES}\r\n\r\n`, 'x'.repeat(LARGE_BYTES)],
  'no-content': ['HTTP/1.1 204 No Content\r\n\r\n', ''],
  created: [without('201 Created'), ''],
  'not-found': [without('404 Not Found'), ''],
  unavailable: [without('503 Service Unavailable'), ''],
  interim: [`HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n${LENGTH}`, '0123456789'],
  early: [LENGTH, '0123456789'],
  late: [LENGTH, '0123456789'],
  'too-late': [LENGTH, '0123456789'],
  never: ['', ''],
  fin: ['', ''],
  reset: ['', ''],
  garbage: ['\0\x01 no HTTP\r\n\r\n', ''],
  surplus: [LENGTH, '0123456789behind'],
  switch: ['HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n', ''],
  'half-head-fin': ['HTTP/1.1 200 OK\r\nContent-', ''],
  'half-head-reset': ['HTTP/1.1 200 OK\r\nContent-', ''],
  'half-head-never': ['HTTP/1.1 200 OK\r\nContent-', ''],
  'half-body-fin': [LENGTH, '01234'],
  'half-body-reset': [LENGTH, '01234'],
  'half-body-never': [LENGTH, '01234'],
  'half-chunk-fin': [CHUNKED, '5\r\n01'],
  'half-chunk-reset': [CHUNKED, '5\r\n01'],
  'half-chunk-never': [CHUNKED, '5\r\n01'],
  'bad-chunk': [CHUNKED, '5\r\n01234\r\nzz\r\n'],
};

/** The end of its connection, if it does not wait for another request. */
const ENDS: Partial<Record<BackendEnding, 'fin' | 'reset'>> = {
  'until-close': 'fin',
  fin: 'fin',
  reset: 'reset',
  garbage: 'fin',
  switch: 'fin',
  'half-head-fin': 'fin',
  'half-head-reset': 'reset',
  'half-body-fin': 'fin',
  'half-body-reset': 'reset',
  'half-chunk-fin': 'fin',
  'half-chunk-reset': 'reset',
};

/** A backend that does with each request what its query says. */
export function aScriptedBackend(name: string): BackendDouble {
  return new RawBackend(name, serve);
}

async function serve(connection: RawConnection): Promise<void> {
  for (;;) {
    if (!(await connection.hasMore())) return connection.close();
    // Without waiting for the body: one that is answered early may never come.
    if (endingOf(await headOf(connection)) === 'early') {
      connection.write(SAID.early.join(''));
      return connection.end();
    }
    const request = await readStrictly(connection);
    const ending = endingOf(request!.target);
    if (ending === 'late') await sleep(LATE_MS);
    if (ending === 'too-late') await sleep(TOO_LATE_MS);
    const [head, body] = SAID[ending];
    connection.write(request!.method === 'HEAD' ? head : head + body);
    const end = ENDS[ending];
    if (end === 'fin') connection.end();
    if (end === 'reset') connection.reset();
    if (end !== undefined) return void (await connection.untilClosed());
  }
}

/** The head that waits to be read, which stays where it is. */
function headOf(connection: RawConnection): Promise<string> {
  return connection.until('\r\n\r\n');
}

function endingOf(text: string): BackendEnding {
  const [, named] = /[?&]do=([a-z-]+)/.exec(text) ?? [];
  // Searches for owners ask without a query.
  return (named ?? 'not-found') as BackendEnding;
}

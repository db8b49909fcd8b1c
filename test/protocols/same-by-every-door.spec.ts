import { type ClientHttp2Session } from 'node:http2';
import fc from 'fast-check';
import { closedAfterTest } from '../support/closing';
import { RawBackend } from '../support/raw-backend';
import { RawConnection } from '../support/raw-connection';
import { readStrictly, type StrictRequest } from '../support/strict-request';
import { aGateway } from '../support/test-gateway';
import { aSecureGateway } from '../tls/support';
import {
  askByHttp1,
  askByHttp2,
  http2Session,
  type Outcome,
  secureConnection,
  sendByFrames,
} from './support/doors';
import {
  bytesOf,
  type Case,
  cases,
  type Field,
  isLast,
  ONCE_ONLY,
  PLAIN,
  repeatedFields,
} from './support/message-grammar';

/** `FRONT_DOORS` asks for more cases, `FRONT_DOORS_SEED` for others. */
const CASES = Number(process.env.FRONT_DOORS ?? 300);
const SEED = Number(process.env.FRONT_DOORS_SEED ?? 1);

const BOUNDS = { seed: SEED, numRuns: CASES, interruptAfterTimeLimit: 100_000 + 50 * CASES };
const LIMIT_MS = 120_000 + 60 * CASES;

/** Fields of responses that differ between protocols by specification, and are left out of the comparison. */
const OF_THE_CONNECTION: readonly (readonly [field: string, why: string])[] = [
  ['connection', 'HTTP/2 has none (RFC 9113 §8.2.2)'],
  ['keep-alive', 'HTTP/2 has none (RFC 9113 §8.2.2)'],
  ['transfer-encoding', 'HTTP/2 frames bodies itself (RFC 9113 §8.1)'],
  ['date', 'names the moment of the answer, where the backend does not (RFC 9110 §6.6.1)'],
];
/** Of these fields the first line counts: behind it, Node sends no second one by HTTP/2. */
const FIRST_ONLY: ReadonlySet<string> = new Set(ONCE_ONLY.map((name) => name.toLowerCase()));
/** The same of requests, as the backend gets them. */
const OF_THE_CLIENT: readonly (readonly [field: string, why: string])[] = [
  ['connection', 'concerns the connection to the backend alone (RFC 9110 §7.6.1)'],
  ['x-request-id', 'names the one request'],
  ['x-forwarded-proto', 'tells the scheme that the client used'],
  ['x-forwarded-port', 'tells the port that the client came to'],
  ['x-forwarded-host', 'tells the authority with its port'],
  ['via', 'tells the version that the client spoke (RFC 9110 §7.6.3)'],
];

type Door = (one: Case) => Promise<Outcome>;

/** The two views of an exchange, of the backend and of the client, without permitted differences. */
interface Seen {
  readonly request: unknown;
  readonly outcome: unknown;
}

/** A backend that answers the present case, and the three ways to it. */
class Doors {
  private present!: Case;
  private readonly requests: StrictRequest[] = [];
  private readonly backend = new RawBackend('a', (connection) => this.serve(connection));
  private sendFrames!: (fields: readonly Field[]) => Promise<void>;
  private doors!: Record<'clear' | 'tls' | 'h2', Door>;
  private session: ClientHttp2Session | undefined;

  static async open(): Promise<Doors> {
    const doors = new Doors();
    const wishes = {
      backends: [doors.backend],
      affinity: {},
      pool: { outlierDetection: { enabled: false } },
    };
    const secure = await aSecureGateway(wishes);
    const clear = await aGateway({
      ...wishes,
      backends: [{ ...doors.backend, name: 'a', ...doors.unowned() }],
    });
    doors.sendFrames = (fields) => sendByFrames(secure.gateway.port, secure.ca, fields);
    closedAfterTest({ close: () => doors.session?.destroy() });
    doors.doors = {
      clear: async (one) => askByHttp1(await RawConnection.to(clear.port), one),
      tls: async (one) => askByHttp1(await secureConnection(secure.gateway.port, secure.ca), one),
      h2: async (one) => {
        if (doors.session === undefined || doors.session.closed || doors.session.destroyed)
          doors.session = await http2Session(secure.gateway.port, secure.ca);
        return askByHttp2(doors.session, one);
      },
    };
    return doors;
  }

  async through(door: keyof Doors['doors'], one: Case): Promise<Seen> {
    this.present = one;
    this.requests.length = 0;
    const outcome = await this.doors[door](one);
    return { request: this.requests.map(comparable), outcome: comparableOutcome(outcome) };
  }

  /** Returns the fields that the backend gets if a client sends these. */
  async fieldsThrough(door: keyof Doors['doors'], fields: readonly Field[]): Promise<unknown> {
    const one = { ...PLAIN, fields };
    if (door !== 'h2') return (await this.through(door, one)).request;
    this.present = one;
    this.requests.length = 0;
    await this.sendFrames(fields);
    return this.requests.map(comparable);
  }

  /** The same backend for a second gateway, which neither starts nor stops it. */
  private unowned(): { url: string; start(): Promise<void>; stop(): Promise<void> } {
    const nothing = (): Promise<void> => Promise.resolve();
    return { url: this.backend.url, start: nothing, stop: nothing };
  }

  private async serve(connection: RawConnection): Promise<void> {
    for (;;) {
      const request = await readStrictly(connection);
      if (request === undefined) return connection.close();
      this.requests.push(request);
      connection.write(bytesOf(this.present));
      if (isLast(this.present)) return connection.end();
    }
  }
}

/** By HTTP/2 each crumb of a cookie may be a line of its own, which the backend gets in one (RFC 9113 §8.2.3). */
const SEPARATOR: ReadonlyMap<string, string> = new Map([['cookie', '; ']]);

/** The lines of one field, Set-Cookie aside, mean the same as one line with all of them (RFC 9110 §5.3). */
function without(fields: readonly Field[], left: readonly (readonly [string, string])[]): unknown {
  const names = new Set(left.map(([name]) => name));
  const lines = new Map<string, string[]>();
  for (const [name, value] of fields) {
    const key = name.toLowerCase();
    if (names.has(key)) continue;
    const before = lines.get(key) ?? [];
    if (!FIRST_ONLY.has(key) || before.length === 0) lines.set(key, [...before, value]);
  }
  const { 'set-cookie': cookies = [], ...others } = Object.fromEntries(lines);
  const joined = Object.entries(others).map(([name, values]) => [
    name,
    values.join(SEPARATOR.get(name) ?? ', '),
  ]);
  return { cookies, ...(Object.fromEntries(joined) as Record<string, string>) };
}

function comparable({ method, target, fields, body, framing, trailers }: StrictRequest): unknown {
  const lowered = trailers.map(([name, value]) => [name.toLowerCase(), value]);
  return { method, target, fields: without(fields, OF_THE_CLIENT), body, framing, trailers: lowered };
}

/** Problems of the gateway's own name the request, and are known by their code, where they have a body. */
function comparableOutcome(outcome: Outcome): unknown {
  if (outcome === 'broken off') return outcome;
  const { status, body, fields } = outcome;
  if (fields.some(([name, value]) => name === 'content-type' && value === 'application/problem+json'))
    return { status, code: /"code":"(\w+)"/.exec(body)?.[1] };
  return { ...outcome, fields: without(fields, OF_THE_CONNECTION) };
}

describe('a request and its answer', () => {
  it(
    'are the same by HTTP/1.1 in the clear, by HTTP/1.1 over TLS, and by HTTP/2',
    async () => {
      const doors = await Doors.open();
      const isTheSame = fc.asyncProperty(cases, async (one) => {
        const clear = await doors.through('clear', one);
        expect(await doors.through('tls', one)).toEqual(clear);
        expect(await doors.through('h2', one)).toEqual(clear);
      });
      await fc.assert(isTheSame, BOUNDS);
    },
    LIMIT_MS,
  );

  it(
    'has the same fields by every door, also those that come more than once',
    async () => {
      const doors = await Doors.open();
      const areTheSame = fc.asyncProperty(repeatedFields, async (fields) => {
        const clear = await doors.fieldsThrough('clear', fields);
        expect(await doors.fieldsThrough('tls', fields)).toEqual(clear);
        expect(await doors.fieldsThrough('h2', fields)).toEqual(clear);
      });
      await fc.assert(areTheSame, BOUNDS);
    },
    LIMIT_MS,
  );
});

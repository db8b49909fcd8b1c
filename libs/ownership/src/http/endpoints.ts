import { type IncomingMessage } from 'node:http';
import { type HandOffs, type Patience } from '../hand-off/hand-offs';
import { KeyLock } from '../hand-off/key-lock';
import { type Message, readDone, readHandOff, readState } from '../hand-off/messages';
import { TimeLimitError, within } from '../hand-off/time-limit';
import { type KeyNames } from '../key-names';
import { type OwnershipSettings } from '../ownership-options';
import { type Answer, problem, refuse, RefusalError } from './answer';
import { readBody } from './read-body';
import { isSigned, SIGNATURE_HEADER } from './signature';

/** Bytes of a message without a state. */
const MAX_MESSAGE = 65_536;
/** Bodies that are read at a time: before its body is read, a client without the secret cannot be recognized. */
const MAX_READING = 64;
/** Milliseconds in which a body must have arrived. */
const BODY_TIMEOUT = 10_000;

interface Endpoint {
  readonly maxBytes: number;
  /** Milliseconds after which the client gets a response, whatever the application does. */
  readonly timeLimit: number;
  /** @throws RefusalError 400 for a malformed message. */
  readonly read: (body: Buffer) => Job;
}

/** The work on one message. */
interface Job {
  /** Name of the key. */
  readonly name: string;
  readonly run: (patience: Patience) => Promise<Answer>;
}

/** The three endpoints of a hand-off: they verify a message, and let one message of a key be worked on at a time. */
export class Endpoints {
  private readonly byPath: ReadonlyMap<string, Endpoint>;
  private readonly lock = new KeyLock();
  private reading = 0;

  constructor(
    handOffs: HandOffs,
    private readonly names: KeyNames,
    private readonly settings: OwnershipSettings,
  ) {
    const { path, maxStateBytes, inFlightTimeout, callTimeout, sendTimeout } = settings;
    const leave: Endpoint = {
      maxBytes: MAX_MESSAGE,
      timeLimit: inFlightTimeout + 2 * callTimeout + sendTimeout,
      read: (body) => this.job(readHandOff(body), (...job) => handOffs.leave(...job)),
    };
    const arrive: Endpoint = {
      maxBytes: maxStateBytes,
      timeLimit: inFlightTimeout + callTimeout,
      read: (body) => {
        const message = readState(body);
        handOffs.checkOrigin(names.ofMessage(message), message);
        return this.job(message, (...job) => handOffs.arrive(...job));
      },
    };
    const finish: Endpoint = {
      maxBytes: MAX_MESSAGE,
      timeLimit: callTimeout,
      read: (body) => this.job(readDone(body), (name, message) => handOffs.finish(name, message)),
    };
    this.byPath = new Map([
      [path, leave],
      [`${path}/state`, arrive],
      [`${path}/done`, finish],
    ]);
  }

  /** True if the endpoints answer requests for this path. */
  has(path: string): boolean {
    return this.byPath.has(path);
  }

  /** Never rejects. */
  async answer(path: string, request: IncomingMessage): Promise<Answer> {
    try {
      return await this.perform(this.byPath.get(path)!, request);
    } catch (error) {
      if (error instanceof RefusalError) return problem(error.refusal);
      this.settings.onError(error, path);
      return problem({ status: 500, code: 'internal_error', detail: 'The backend has failed' });
    }
  }

  private async perform(endpoint: Endpoint, request: IncomingMessage): Promise<Answer> {
    if (request.method !== 'POST') return methodNotAllowed();
    const { name, run } = endpoint.read(await this.verifiedBody(request, endpoint.maxBytes));
    const patience: Patience = { isOver: false };
    const work = this.lock.run(name, () => run(patience));
    if (work === undefined) return refuse(503, 'key_busy', 'Too many messages of this key are at work');
    try {
      return await within(endpoint.timeLimit, work);
    } catch (error) {
      if (!(error instanceof TimeLimitError)) throw error;
      patience.isOver = true;
      return refuse(504, 'time_limit', 'The backend is still at work on this key');
    }
  }

  private async verifiedBody(request: IncomingMessage, maxBytes: number): Promise<Buffer> {
    const header = request.headers[SIGNATURE_HEADER];
    const { secret, now } = this.settings;
    const reject = () => refuse(401, 'bad_signature', 'The signature is missing, wrong, or too old');
    if (typeof header !== 'string') return reject();
    if (this.reading >= MAX_READING)
      refuse(503, 'too_many_messages', 'Too many messages arrive at this moment');
    this.reading++;
    try {
      const body = await readBody(request, maxBytes, BODY_TIMEOUT);
      return isSigned(secret, header, body, now()) ? body : reject();
    } finally {
      this.reading--;
    }
  }

  private job<M extends Message>(
    message: M,
    run: (name: string, message: M, patience: Patience) => Promise<Answer>,
  ): Job {
    const name = this.names.ofMessage(message);
    return { name, run: (patience) => run(name, message, patience) };
  }
}

function methodNotAllowed(): Answer {
  const detail = 'The gateway and other backends send POST';
  return problem({ status: 405, code: 'method_not_allowed', detail, headers: { Allow: 'POST' } });
}

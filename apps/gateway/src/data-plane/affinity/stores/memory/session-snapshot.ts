import { createHash } from 'node:crypto';
import { open, readFile, rename, rm } from 'node:fs/promises';
import { type SessionOrigin, stateAfter, type StickySession } from '../../sticky-session';

/** The first line of a snapshot, which names its layout. */
const FORMAT = 'load-distributer sticky sessions 2';
/** Before that, keys did not contain the pool. */
const FORMAT_WITHOUT_POOLS = 'load-distributer sticky sessions 1';

/** Lines are written together, so many at a time, and others have their turn in between. */
const LINES_AT_ONCE = 1_000;

const NEWLINE = 0x0a;

/** A session on its way to another process. */
export interface HandedSession extends StickySession {
  /** True if the session was used again after it was created. */
  readonly isRegular: boolean;
}

/** The sessions of an earlier process. */
export interface Remembered {
  /**
   * Returns true if all sessions of a rule and pool are known, so that a key without a session has no owner.
   */
  isComplete(rule: string, pool: string): boolean;
  readonly sessions: Iterable<HandedSession>;
  /** True if its keys consist of rule and value only. */
  readonly areKeysWithoutPool?: boolean;
}

/** Key, backend, origin, the two times, whether it is a regular; then bits of `proven` and `uncertain`, and the lease. */
type Line = readonly [string, string, SessionOrigin, number, number, 0 | 1, number?, number?, number?];

const PROVEN = 1;
const UNCERTAIN = 2;

/**
 * Writes the sessions into a file: the format, the rules and pools that are complete, a line of JSON for each session, and the
 * checksum of all that. The file appears as a whole or not at all.
 */
export async function writeSnapshot(
  file: string,
  completeTables: readonly string[],
  sessions: Iterable<HandedSession>,
): Promise<void> {
  const draft = `${file}.new`;
  const handle = await open(draft, 'w', 0o600);
  const hash = createHash('sha256');
  const write = async (lines: string[]): Promise<void> => {
    const text = lines.map((line) => `${line}\n`).join('');
    hash.update(text);
    await handle.appendFile(text);
  };
  try {
    await write([FORMAT, JSON.stringify(completeTables)]);
    for (const lines of linesOf(sessions)) await write(lines);
    await handle.appendFile(hash.digest('hex'));
    await handle.sync();
  } catch (error) {
    await rm(draft, { force: true });
    throw error;
  } finally {
    await handle.close();
  }
  await rename(draft, file);
}

/** @throws an error that says what is wrong with the file; with the code ENOENT when there is none. */
export async function readSnapshot(file: string): Promise<Remembered> {
  const bytes = await readFile(file);
  const end = bytes.lastIndexOf(NEWLINE) + 1;
  const [body, checksum] = [bytes.subarray(0, end), bytes.subarray(end).toString('latin1')];
  if (createHash('sha256').update(body).digest('hex') !== checksum)
    throw new Error('it was cut off or changed');
  const lines = linesIn(body);
  const format = lines.next().value;
  const areKeysWithoutPool = format === FORMAT_WITHOUT_POOLS;
  if (format !== FORMAT && !areKeysWithoutPool)
    throw new Error(`it is of another format (${JSON.stringify(format)})`);
  const complete = new Set(JSON.parse(lines.next().value!) as string[]);
  const isComplete = (rule: string, pool: string): boolean =>
    complete.has(areKeysWithoutPool ? rule : `${rule}/${pool}`);
  return { isComplete, sessions: sessionsIn(lines), areKeysWithoutPool };
}

function* linesOf(sessions: Iterable<HandedSession>): Generator<string[]> {
  let lines: string[] = [];
  for (const session of sessions) {
    lines.push(JSON.stringify(lineOf(session)));
    if (lines.length < LINES_AT_ONCE) continue;
    yield lines;
    lines = [];
  }
  yield lines;
}

function lineOf(session: HandedSession): Line {
  const { key, backendId, origin, createdAt, lastUsedAt, isRegular, pending, pendingUntil } = session;
  const line = [key, backendId, origin, createdAt, lastUsedAt, isRegular ? 1 : 0] as const;
  const flags = (session.proven ? PROVEN : 0) | (session.uncertain ? UNCERTAIN : 0);
  return flags === 0 && pending === 0 ? line : [...line, flags, pending, pendingUntil];
}

function* linesIn(body: Buffer): Generator<string, undefined> {
  for (let start = 0; start < body.length;) {
    const end = body.indexOf(NEWLINE, start);
    yield body.toString('utf8', start, end);
    start = end + 1;
  }
}

function* sessionsIn(lines: Iterable<string>): Generator<HandedSession> {
  for (const line of lines) yield sessionOf(JSON.parse(line) as Line);
}

/** The store gives it an epoch: no request of the earlier process can refer to one. */
function sessionOf(line: Line): HandedSession {
  const [key, backendId, origin, createdAt, lastUsedAt, regular, flags = 0, pending = 0, pendingUntil = 0] =
    line;
  return {
    key,
    backendId,
    epoch: 0,
    generation: 0,
    state: stateAfter(origin),
    origin,
    proven: (flags & PROVEN) !== 0,
    uncertain: (flags & UNCERTAIN) !== 0,
    pending,
    pendingUntil,
    createdAt,
    lastUsedAt,
    isRegular: regular === 1,
  };
}

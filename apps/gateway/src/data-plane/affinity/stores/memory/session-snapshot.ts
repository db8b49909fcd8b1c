import { createHash } from 'node:crypto';
import { open, readFile, rename, rm } from 'node:fs/promises';
import { type SessionOrigin, type StickySession } from '../../sticky-session';

/** The first line of a snapshot, and what tells its layout. */
const FORMAT = 'load-distributer sticky sessions 1';

/** Lines are written together, so many at a time, and others have their turn in between. */
const LINES_AT_ONCE = 1_000;

const NEWLINE = 0x0a;

/** What a snapshot holds of one session: no version, since no request from before can still refer to it. */
export interface RememberedSession extends Omit<StickySession, 'version' | 'state'> {
  /** Whether it was used again after it was made. */
  readonly isRegular: boolean;
}

/** What a process that still has requests hands over of one: they go on to refer to the version. */
export interface HandedSession extends RememberedSession {
  readonly version: number;
}

/** What an earlier process has left behind. */
export interface Remembered {
  /** Whether so much of a rule is known that a key without a session has no owner. */
  isComplete(rule: string): boolean;
  readonly sessions: Iterable<RememberedSession>;
}

type Line = readonly [string, string, SessionOrigin, number, number, 0 | 1];

/**
 * Writes the sessions into a file: the format, the rules that know all there is, a line of JSON for each session, and the
 * checksum of all that. The file appears as a whole or not at all.
 */
export async function writeSnapshot(
  file: string,
  completeRules: readonly string[],
  sessions: Iterable<RememberedSession>,
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
    await write([FORMAT, JSON.stringify(completeRules)]);
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
  if (format !== FORMAT) throw new Error(`it is of another format (${JSON.stringify(format)})`);
  const complete = new Set(JSON.parse(lines.next().value!) as string[]);
  return { isComplete: (rule) => complete.has(rule), sessions: sessionsIn(lines) };
}

function* linesOf(sessions: Iterable<RememberedSession>): Generator<string[]> {
  let lines: string[] = [];
  for (const { key, backendId, how, createdAt, lastUsedAt, isRegular } of sessions) {
    const line: Line = [key, backendId, how, createdAt, lastUsedAt, isRegular ? 1 : 0];
    lines.push(JSON.stringify(line));
    if (lines.length < LINES_AT_ONCE) continue;
    yield lines;
    lines = [];
  }
  yield lines;
}

function* linesIn(body: Buffer): Generator<string, undefined> {
  for (let start = 0; start < body.length;) {
    const end = body.indexOf(NEWLINE, start);
    yield body.toString('utf8', start, end);
    start = end + 1;
  }
}

function* sessionsIn(lines: Iterable<string>): Generator<RememberedSession> {
  for (const line of lines) {
    const [key, backendId, how, createdAt, lastUsedAt, regular] = JSON.parse(line) as Line;
    yield { key, backendId, how, createdAt, lastUsedAt, isRegular: regular === 1 };
  }
}

import { isEpoch } from '../core/epoch';
import { type Destination } from '../core/key-record';
import { refuse } from '../http/answer';

const MAX_KEY = 8_192;
const MAX_NAME = 256;
const MAX_URL = 2_048;

/** The fields of every message. */
export interface Message {
  readonly key: string;
  readonly rule: string;
  readonly epoch: number;
}

/** The gateway asks the old owner to move a key. */
export interface HandOffMessage extends Message {
  readonly to: Destination;
}

/** The old owner sends the state of a key to the new owner. */
export interface StateMessage extends Message {
  /** A JSON value. */
  readonly state: unknown;
}

/** The gateway reports to both how a hand-off has ended. */
export interface DoneMessage extends Message {
  readonly to: Destination;
  readonly moved: boolean;
}

type Fields = Readonly<Record<string, unknown>>;

/** @throws RefusalError 400 that names the bad field. */
export function readHandOff(body: Buffer): HandOffMessage {
  const fields = fieldsOf(body);
  return { ...messageOf(fields), to: destinationOf(fields) };
}

/** @throws RefusalError 400 that names the bad field. */
export function readState(body: Buffer): StateMessage {
  const fields = fieldsOf(body);
  if (!Object.hasOwn(fields, 'state')) malformed('state must be set');
  return { ...messageOf(fields), state: fields.state };
}

/** @throws RefusalError 400 that names the bad field. */
export function readDone(body: Buffer): DoneMessage {
  const fields = fieldsOf(body);
  const { moved } = fields;
  if (typeof moved !== 'boolean') malformed('moved must be true or false');
  return { ...messageOf(fields), to: destinationOf(fields), moved };
}

function fieldsOf(body: Buffer): Fields {
  let value: unknown;
  try {
    value = JSON.parse(body.toString());
  } catch {
    malformed('The body must be JSON');
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    malformed('The body must be an object');
  return value as Fields;
}

function messageOf(fields: Fields): Message {
  const { epoch } = fields;
  if (!isEpoch(epoch)) malformed('epoch must be an integer from 1 to 2^53 - 1');
  return { key: textOf(fields, 'key', MAX_KEY), rule: textOf(fields, 'rule', MAX_NAME), epoch };
}

function destinationOf({ to }: Fields): Destination {
  if (typeof to !== 'object' || to === null) malformed('to must be an object with id and url');
  const id = textOf(to as Fields, 'id', MAX_NAME);
  const url = textOf(to as Fields, 'url', MAX_URL);
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  const isBase = parsed !== undefined && /^https?:$/.test(parsed.protocol) && !/[?#]/.test(url);
  if (!isBase || parsed.username !== '' || parsed.password !== '')
    malformed('to.url must be the URL of a backend, such as http://10.0.0.7:8000');
  return { id, url };
}

function textOf(fields: Fields, name: string, longest: number): string {
  const value = fields[name];
  if (typeof value === 'string' && value !== '' && value.length <= longest) return value;
  malformed(`${name} must be a text of 1 to ${longest} characters`);
}

function malformed(detail: string): never {
  refuse(400, 'bad_request', detail);
}

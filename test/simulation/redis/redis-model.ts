import { type RedisScript } from '../../../apps/gateway/src/platform/redis/redis.script';
import { compileLua, type LuaTable, type LuaValue } from './lua-compiler';

/** A reply of Redis, as clients read it. */
export type Reply = string | number | null | readonly Reply[];

interface Entry {
  readonly value: string | ReadonlySet<string>;
  /** In milliseconds since 1970; Infinity if it never expires. */
  readonly expiresAt: number;
}

const COMPILED = new Map<string, ReturnType<typeof compileLua>>();

/** As much of Redis as the sessions use: the same scripts, keys that expire, and a report of each change. */
export class RedisModel {
  private readonly entries = new Map<string, Entry>();
  /** Called with each key that changes; undefined if all may have. */
  onChange: (key: string | undefined) => void = () => undefined;

  /** @param now milliseconds since 1970, with fractions. */
  constructor(private readonly now: () => number) {}

  run({ sha, source }: RedisScript, keys: readonly string[], values: readonly string[]): Reply {
    let script = COMPILED.get(sha);
    if (script === undefined) COMPILED.set(sha, (script = compileLua(source)));
    const call = (...command: LuaValue[]): LuaValue => asLua(this.execute(command.map(String)));
    const [result] = script({ KEYS: asTable(keys), ARGV: asTable(values), call });
    return asReply(result);
  }

  execute([command, key, ...rest]: readonly string[]): Reply {
    switch (command) {
      case 'GET':
        return (this.find(key) as string | undefined) ?? null;
      case 'SET':
        return this.set(key, rest);
      case 'DEL':
        return this.delete(key);
      case 'TIME':
        return [String(Math.floor(this.now() / 1000)), String(Math.floor((this.now() % 1000) * 1000))];
      case 'SADD':
        return this.write(key, new Set([...this.members(key), ...rest]), this.expiryOf(key));
      case 'PEXPIRE':
        return this.write(key, this.find(key) ?? '', this.now() + Number(rest[0]));
      case 'SMEMBERS':
        return [...this.members(key)];
      default:
        throw new Error(`the model of Redis does not know ${command}`);
    }
  }

  flushAll(): void {
    this.entries.clear();
    this.onChange(undefined);
  }

  private set(key: string, [value, option, milliseconds]: readonly string[]): Reply {
    const expiresAt = option === 'PX' ? this.now() + Number(milliseconds) : this.expiryOf(key);
    this.write(key, value, option === undefined ? Infinity : expiresAt);
    return 'OK';
  }

  private write(key: string, value: Entry['value'], expiresAt: number): Reply {
    this.entries.set(key, { value, expiresAt });
    this.onChange(key);
    return 1;
  }

  private delete(key: string): Reply {
    if (!this.entries.delete(key)) return 0;
    this.onChange(key);
    return 1;
  }

  private find(key: string): Entry['value'] | undefined {
    const entry = this.entries.get(key);
    if (entry === undefined || entry.expiresAt > this.now()) return entry?.value;
    this.delete(key);
    return undefined;
  }

  private members(key: string): ReadonlySet<string> {
    return (this.find(key) as ReadonlySet<string> | undefined) ?? new Set<string>();
  }

  private expiryOf(key: string): number {
    return this.entries.get(key)?.expiresAt ?? Infinity;
  }
}

function asTable(values: readonly string[]): LuaTable {
  return Object.fromEntries(values.map((value, at) => [at + 1, value]));
}

/** Redis gives scripts false for nothing. */
function asLua(reply: Reply): LuaValue {
  if (reply === null) return false;
  if (typeof reply === 'string' || typeof reply === 'number') return reply;
  return asTable(reply as readonly string[]);
}

function asReply(value: LuaValue): Reply {
  if (value === undefined || value === false) return null;
  if (typeof value === 'number') return Math.trunc(value);
  if (typeof value === 'string') return value;
  if (value === true || typeof value === 'function') return 1;
  const values: Reply[] = [];
  for (let at = 1; value[at] !== undefined; at++) values.push(asReply(value[at]));
  return values;
}

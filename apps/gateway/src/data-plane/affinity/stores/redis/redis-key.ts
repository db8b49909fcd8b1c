import { prefixLength, ruleOf, valueOf } from '../../session-key';

/**
 * Characters that encodeURIComponent leaves although they can have a meaning in a pattern of Redis or another
 * tool.
 */
const LEFT = /[!'()*]/g;

/** Half of a character: JSON can spell it, UTF-8 cannot. */
const LONE_SURROGATE = /(\p{Surrogate})/u;

/**
 * A text in which only letters, digits and `-_.~%` are left, so that nothing a client chooses is a pattern, a hash tag
 * of Redis Cluster or the end of a name. Two texts never make one, and the beginning of a text makes the beginning.
 */
export function encoded(text: string): string {
  if (!LONE_SURROGATE.test(text)) return encodedCharacters(text);
  return text
    .split(LONE_SURROGATE)
    .map((part) =>
      LONE_SURROGATE.test(part) ? `%u${part.charCodeAt(0).toString(16)}` : encodedCharacters(part),
    )
    .join('');
}

/** Returns the value that `encoded` received; undefined if another program has written the text. */
export function decoded(text: string): string | undefined {
  try {
    return text
      .split(/%u([0-9a-f]{4})/)
      .map((part, at) => (at % 2 === 0 ? decodeURIComponent(part) : String.fromCharCode(parseInt(part, 16))))
      .join('');
  } catch {
    return undefined;
  }
}

function encodedCharacters(text: string): string {
  return encodeURIComponent(text).replace(
    LEFT,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

/** Where the sessions are in Redis: a key each, below one beginning, so that each can be in a slot of its own. */
export class RedisKeys {
  constructor(readonly beginning: string) {}

  of(sessionKey: string): string {
    const start = prefixLength(sessionKey);
    return this.beginning + sessionKey.slice(0, start) + encoded(sessionKey.slice(start));
  }

  /** Where the session was before keys named their pool. */
  withoutPool(sessionKey: string): string {
    return `${this.beginning}${ruleOf(sessionKey)}/${encoded(valueOf(sessionKey))}`;
  }

  /** The names of the pools in which there may be sessions of a rule. No session has this key. */
  poolsOf(rule: string): string {
    return `${this.beginning}${rule}`;
  }

  /** Undefined for a key that is not the one of a session. */
  sessionKeyOf(redisKey: string): string | undefined {
    const slash = redisKey.indexOf('/', this.beginning.length);
    const start = slash < 0 ? 0 : redisKey.indexOf('/', slash + 1) + 1;
    const value = start === 0 ? undefined : decoded(redisKey.slice(start));
    return value === undefined ? undefined : redisKey.slice(this.beginning.length, start) + value;
  }

  /** Matches the keys of a rule and pool whose values begin like this. Names contain no character of a pattern. */
  pattern(rule: string | undefined, pool: string | undefined, valuePrefix: string | undefined): string {
    return `${this.beginning}${rule ?? '*'}/${pool ?? '*'}/${encoded(valuePrefix ?? '')}*`;
  }
}

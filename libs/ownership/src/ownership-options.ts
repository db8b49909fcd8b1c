import { type IncomingMessage } from 'node:http';

/** Where a key comes from, or goes to. */
export interface KeyContext {
  /** The affinity rule of the gateway that found the key. */
  readonly rule: string;
  /** The epoch of the hand-off. */
  readonly epoch: number;
}

/** The application behind the guard: how it recognizes, moves and deletes the resource of a key. */
export interface OwnershipOptions {
  /**
   * Secrets that the gateway and its backends share. The first signs, all of them verify, so that a secret can be replaced
   * without a pause. Required.
   */
  readonly secret: string | readonly string[];
  /**
   * The key that a request names, as the gateway reads it: decoded, exact. Undefined for a request that names none. It is
   * called before the body is read. With `keysByRule`, it begins with the name of the rule and a slash: `items/42`.
   */
  readonly key: (request: IncomingMessage) => string | undefined;
  /**
   * The state of a key as a JSON value; undefined if there is nothing to move. The state is no longer changed by requests
   * when this is called, and must stay until `drop`. It may throw a RefusedError.
   */
  readonly export: (key: string, context: KeyContext) => unknown;
  /** Accepts a state, instead of the one that it has of this key. It may throw a RefusedError. */
  readonly import: (key: string, state: unknown, context: KeyContext) => unknown;
  /** Deletes the state of a key that belongs to another backend now. It may come more than once. */
  readonly drop: (key: string, context: KeyContext) => unknown;
  /** Returns true for a key that must not be moved now. By default, each key may be moved. */
  readonly refuse?: ((key: string, context: KeyContext) => boolean | Promise<boolean>) | undefined;
  /** Where the gateway posts hand-offs; `/state` and `/done` are below it. `/handoff` by default. */
  readonly path?: string | undefined;
  /** If `true`, requests with a key and without an epoch get 400. `false` by default: the searches of the gateway have none. */
  readonly required?: boolean | undefined;
  /** If `true`, keys of different rules are different, for a backend that serves several rules. `false` by default. */
  readonly keysByRule?: boolean | undefined;
  /** Keys whose epochs are remembered, the most recently used ones; 100,000 by default. */
  readonly maxKeys?: number | undefined;
  /** Bytes of a state message; larger ones get 413. 1 MiB by default. */
  readonly maxStateBytes?: number | undefined;
  /** Milliseconds that a hand-off waits for the requests of its key in flight; 10,000 by default. */
  readonly inFlightTimeout?: number | undefined;
  /** Milliseconds for a call of `export`, `import` or `drop`; 10,000 by default. */
  readonly callTimeout?: number | undefined;
  /** Milliseconds in which the new owner must have accepted the state; 10,000 by default. */
  readonly sendTimeout?: number | undefined;
  /** Called with each unexpected error of the functions above. By default, only the gateway learns that there was one. */
  readonly onError?: ((error: unknown, key: string) => void) | undefined;
  /** Milliseconds since 1970, to check the age of signatures. The clock of the machine by default. */
  readonly now?: (() => number) | undefined;
}

/** The options with their defaults. */
export type OwnershipSettings = {
  readonly [Name in keyof OwnershipOptions]-?: Exclude<OwnershipOptions[Name], undefined>;
} & { readonly secret: readonly string[] };

const PATH = /^(\/[\w.~-]+)+$/;
const LONGEST_TIMEOUT = 2 ** 31 - 1;

/** @throws Error or RangeError that names a bad option. */
export function withDefaults(options: OwnershipOptions): OwnershipSettings {
  const number = (name: NumberOption, fallback: number) => {
    const value = options[name] ?? fallback;
    if (Number.isSafeInteger(value) && value >= 1 && value <= LONGEST_TIMEOUT) return value;
    throw new RangeError(`${name} must be an integer from 1 to ${LONGEST_TIMEOUT}`);
  };
  return {
    ...options,
    secret: secretsOf(options),
    path: pathOf(options),
    refuse: options.refuse ?? (() => false),
    required: options.required ?? false,
    keysByRule: options.keysByRule ?? false,
    maxKeys: number('maxKeys', 100_000),
    maxStateBytes: number('maxStateBytes', 2 ** 20),
    inFlightTimeout: number('inFlightTimeout', 10_000),
    callTimeout: number('callTimeout', 10_000),
    sendTimeout: number('sendTimeout', 10_000),
    onError: options.onError ?? (() => undefined),
    now: options.now ?? (() => new Date().getTime()),
  };
}

type NumberOption = 'maxKeys' | 'maxStateBytes' | 'inFlightTimeout' | 'callTimeout' | 'sendTimeout';

/** Without a secret, each client could move keys. */
function secretsOf({ secret }: OwnershipOptions): readonly string[] {
  const secrets: readonly unknown[] = [secret].flat();
  if (secrets.length > 0 && secrets.every((text) => typeof text === 'string' && text !== ''))
    return secrets as readonly string[];
  throw new Error('secret must be set, and must not be empty');
}

function pathOf({ path = '/handoff' }: OwnershipOptions): string {
  if (PATH.test(path)) return path;
  throw new Error(`path is ${JSON.stringify(path)}, but must be like /handoff`);
}

import { ConfigError } from './config.error';
import { type Environment } from './environment';
import { type ItemsApiConfig, type ItemsStore } from './items-api.config';
import { readRegistration } from './read-registration';

const HIGHEST_PORT = 65_535;
const LONGEST_WAIT = 3_600_000;
/** The stores that are reached by a URL: the variable that holds it, and how it begins. */
const DATABASES = {
  postgres: {
    variable: 'DATABASE_URL',
    scheme: /^postgres(ql)?:\/\//,
    example: 'postgres://user@host/database',
  },
  redis: { variable: 'REDIS_URL', scheme: /^rediss?:\/\//, example: 'redis://host:6379' },
} as const;
const STORES = 'memory, postgres or redis';
const HOST = /^[a-z0-9.:_%-]+$/i;

/**
 * Reads `PORT`, `HOST`, `ITEMS_STORE` with `DATABASE_URL` or `REDIS_URL`, `MAX_ITEMS`, `REGISTRY_…`, `HANDOFF_SECRET`, `STOP_DELAY_MS` and
 * `STOP_TIMEOUT_MS`; one that is unset or empty has its default.
 *
 * @throws ConfigError naming every bad value.
 */
export function readConfig(environment: Environment): ItemsApiConfig {
  const problems: string[] = [];

  const read = (name: string, fallback: string, isAllowed: (text: string) => boolean, allowed: string) => {
    const text = environment[name] || fallback;
    if (!isAllowed(text)) problems.push(`${name} is ${JSON.stringify(text)}, but must be ${allowed}.`);
    return text;
  };
  const wholeNumber = (name: string, fallback: number, lowest: number, highest: number) => {
    const isAllowed = (text: string) => /^\d{1,9}$/.test(text) && +text >= lowest && +text <= highest;
    return Number(read(name, String(fallback), isAllowed, `a whole number from ${lowest} to ${highest}`));
  };

  const itemsStore = (): ItemsStore => {
    const kind = read('ITEMS_STORE', 'memory', (text) => /^(memory|postgres|redis)$/.test(text), STORES);
    if (kind !== 'postgres' && kind !== 'redis') return { kind: 'memory' };
    const { variable, scheme, example } = DATABASES[kind];
    const url = environment[variable] ?? '';
    // The value is not repeated: there may be a password in it.
    if (!scheme.test(url) || !URL.canParse(url))
      problems.push(`${variable} must be a URL such as ${example} with ITEMS_STORE=${kind}.`);
    return { kind, url };
  };

  const handOffSecret = () => {
    const { HANDOFF_SECRET: secret = '' } = environment;
    // The value is not repeated.
    if (!/^[!-~]*$/.test(secret)) problems.push('HANDOFF_SECRET must be visible ASCII characters.');
    return secret || undefined;
  };

  const config = {
    port: wholeNumber('PORT', 8000, 0, HIGHEST_PORT),
    host: read('HOST', '127.0.0.1', (text) => HOST.test(text), 'an IP address or a host name'),
    maxItems: wholeNumber('MAX_ITEMS', 1_000_000, 1, 100_000_000),
    itemsStore: itemsStore(),
    registration: readRegistration(environment, problems),
    handOffSecret: handOffSecret(),
    stopDelay: wholeNumber('STOP_DELAY_MS', 0, 0, LONGEST_WAIT),
    stopTimeout: wholeNumber('STOP_TIMEOUT_MS', 5000, 0, LONGEST_WAIT),
  };
  if (problems.length > 0) throw new ConfigError(problems);
  return config;
}

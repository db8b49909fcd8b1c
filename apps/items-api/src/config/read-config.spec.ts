import { readConfig } from './read-config';

describe('readConfig', () => {
  it('needs nothing', () => {
    expect(readConfig({})).toEqual({
      port: 8000,
      host: '127.0.0.1',
      maxItems: 1_000_000,
      itemsStore: { kind: 'memory' },
      stopDelay: 0,
      stopTimeout: 5000,
    });
  });

  it('reads every value', () => {
    const environment = {
      PORT: '65535',
      HOST: '::1',
      MAX_ITEMS: '5',
      ITEMS_STORE: 'redis',
      REDIS_URL: 'rediss://cache:6380/1',
      STOP_DELAY_MS: '10',
      STOP_TIMEOUT_MS: '0',
    };
    expect(readConfig(environment)).toEqual({
      port: 65_535,
      host: '::1',
      maxItems: 5,
      itemsStore: { kind: 'redis', url: 'rediss://cache:6380/1' },
      stopDelay: 10,
      stopTimeout: 0,
    });
  });

  it('says to whom the instance announces itself when told so', () => {
    expect(readConfig({ REGISTRY_TOKEN: 'token' }).registration).toBeUndefined();
    const environment = {
      REGISTRY_URL: 'http://one:8081, http://two:8081',
      REGISTRY_TOKEN: 'token',
      REGISTRY_SELF: 'http://me:80',
    };
    expect(readConfig(environment).registration).toEqual({
      gateways: ['http://one:8081', 'http://two:8081'],
      token: 'token',
      pool: 'items',
      self: 'http://me:80',
    });
    expect(() => readConfig({ REGISTRY_URL: 'one:8081', REGISTRY_TOKEN: 'a secret' })).toThrow(
      expect.objectContaining({
        problems: [expect.stringMatching(/^REGISTRY_URL must be/), expect.not.stringMatching('secret')],
      }),
    );
  });

  it('reads the secret of hand-offs, and never repeats it', () => {
    expect(readConfig({}).handOffSecret).toBeUndefined();
    expect(readConfig({ HANDOFF_SECRET: 'secret' }).handOffSecret).toBe('secret');
    expect(() => readConfig({ HANDOFF_SECRET: 'sec ret' })).toThrow(
      expect.objectContaining({ problems: [expect.not.stringContaining('sec ret')] }),
    );
  });

  it('takes an empty value for an unset one', () => {
    expect(readConfig({ PORT: '', HOST: '' })).toEqual(readConfig({}));
  });

  it.each(['abc', '-1', '65536', '80.5', '1e3', '0x50', ' 80', '99999999999'])('refuses PORT=%j', (PORT) => {
    expect(() => readConfig({ PORT })).toThrow(
      `PORT is ${JSON.stringify(PORT)}, but must be a whole number from 0 to 65535.`,
    );
  });

  it.each(['http://localhost', 'a b', '127.0.0.1/8', '\n'])('refuses HOST=%j', (HOST) => {
    expect(() => readConfig({ HOST })).toThrow('but must be an IP address or a host name.');
  });

  it('keeps items in PostgreSQL when told so, and only then', () => {
    const DATABASE_URL = 'postgresql://app:secret@db/items';
    expect(readConfig({ DATABASE_URL }).itemsStore).toEqual({ kind: 'memory' });
    const { itemsStore } = readConfig({ DATABASE_URL, ITEMS_STORE: 'postgres' });
    expect(itemsStore).toEqual({ kind: 'postgres', url: DATABASE_URL });
  });

  it('refuses a store that it does not know', () => {
    expect(() => readConfig({ ITEMS_STORE: 'mysql' })).toThrow(
      'ITEMS_STORE is "mysql", but must be memory, postgres or redis.',
    );
  });

  it.each([
    [{ ITEMS_STORE: 'postgres' }, 'DATABASE_URL'],
    [{ ITEMS_STORE: 'postgres', DATABASE_URL: 'mysql://app:secret@db/items' }, 'DATABASE_URL'],
    [{ ITEMS_STORE: 'redis', REDIS_URL: 'redis://[secret' }, 'REDIS_URL'],
  ])('refuses %j without showing what may be a password', (environment, variable) => {
    expect(() => readConfig(environment)).toThrow(new RegExp(`^${variable} must be a URL such as `));
    expect(() => readConfig(environment)).not.toThrow('secret');
  });

  it('names every bad value at once, a line each', () => {
    expect(() => readConfig({ PORT: 'x', HOST: '/', MAX_ITEMS: '0' })).toThrow(
      expect.objectContaining({
        problems: [
          expect.stringMatching(/^PORT is "x"/),
          expect.stringMatching(/^HOST is "\/"/),
          expect.stringMatching(/^MAX_ITEMS is "0"/),
        ],
      }),
    );
  });
});

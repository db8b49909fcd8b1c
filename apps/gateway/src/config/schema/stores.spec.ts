import { stores } from './stores';

describe('where the gateway keeps what it remembers', () => {
  const paths = (settings: object) => stores.safeParse(settings).error?.issues.map(({ path }) => path);

  it.each(['stickySessions', 'rateLimits', 'cluster'])(
    'may be encrypted with an authority for %s',
    (store) => {
      const redis = { ca: 'c.pem' };
      expect(paths({ [store]: 'rediss://h:6379', redis })).toBeUndefined();
      expect(paths({ [store]: 'rediss://h:6379', stickySessions: 'redis://h:6379', redis })).toEqual(
        store === 'stickySessions' ? [['redis', 'ca']] : undefined,
      );
    },
  );

  it.each([
    {},
    { stickySessions: 'redis://h:6379' },
    { rateLimits: 'redis://h:6379', cluster: 'redis://h:6379' },
  ])('names no authority where nothing is encrypted: %j', (settings) => {
    expect(paths({ ...settings, redis: { ca: 'c.pem' } })).toEqual([['redis', 'ca']]);
    expect(paths(settings)).toBeUndefined();
  });

  it.each([
    'redis://h:6379,i:6379',
    'redis+sentinel://h:26379/main',
    'redis-cluster://h:6379',
    'unix:///run/redis.sock',
  ])('is one server: not %s', (url) => expect(paths({ stickySessions: url })).toEqual([['stickySessions']]));
});

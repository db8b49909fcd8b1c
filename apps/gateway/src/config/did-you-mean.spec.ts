import { didYouMean } from './did-you-mean';

describe('didYouMean', () => {
  it.each([
    ['prot', ['port', 'host'], 'port'],
    ['roundrobin', ['round-robin', 'random'], 'round-robin'],
    ['Round_Robin', ['round-robin', 'random'], 'round-robin'],
    ['trustedproxy', ['trustedProxies', 'timeouts'], 'trustedProxies'],
    ['backend', ['balance', 'backends'], 'backends'],
    ['get', ['POST', 'GET'], 'GET'],
    ['roots', ['pools', 'routes', 'hosts'], 'routes'],
  ])('takes %s for one of %j', (word, words, meant) => {
    expect(didYouMean(word, words)).toBe(meant);
  });

  it.each(['zebra', '', 'x', 'a-word-much-longer-than-all-of-them'])(
    'takes %p for none that is too far away',
    (word) => {
      expect(didYouMean(word, ['port', 'host', 'limits'])).toBeUndefined();
    },
  );
});

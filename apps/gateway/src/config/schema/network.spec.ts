import { addressRange, bindHost, hostPattern } from './network';

describe('addressRange', () => {
  it.each(['10.0.0.0/8', '127.0.0.1', '0.0.0.0/0', 'fd00::/8', '::1', '::ffff:10.0.0.0/104'])(
    'takes %s',
    (range) => {
      expect(addressRange().parse(range)).toBe(range);
    },
  );

  it.each([
    '10.0.0.0/33',
    '10.0.0/8',
    '010.0.0.0/8',
    'fd00::/129',
    '10.0.0.0/',
    '10.0.0.0/8/8',
    '10.0.0.0/-1',
    'all',
    '',
    10,
  ])('refuses %p', (range) => {
    expect(addressRange().safeParse(range).success).toBe(false);
  });
});

describe('bindHost', () => {
  it.each(['0.0.0.0', '::', '127.0.0.1', 'localhost', 'gateway.internal'])('takes %s', (host) => {
    expect(bindHost().parse(host)).toBe(host);
  });

  it.each(['', 'localhost:8080', 'http://localhost', '1.2.3.4.5', '256.1.1.1', '-a', 'a b', 8080])(
    'refuses %p',
    (host) => {
      expect(bindHost().safeParse(host).success).toBe(false);
    },
  );
});

describe('hostPattern', () => {
  it.each([
    ['api.example.com', 'api.example.com'],
    ['API.Example.com', 'api.example.com'],
    ['*.example.com', '*.example.com'],
    ['bücher.example', 'xn--bcher-kva.example'],
    ['10.0.0.1', '10.0.0.1'],
    ['[::1]', '[::1]'],
    ['my_service', 'my_service'],
  ])('reads %s as %s', (written, expected) => {
    expect(hostPattern().parse(written)).toBe(expected);
  });

  it.each([
    '*',
    '*.',
    'a.*.com',
    '*a.com',
    'a.com:80',
    'https://a.com',
    'a..com',
    'a.com.',
    '',
    'a/b',
    `${'a'.repeat(64)}.com`,
  ])('refuses %p', (host) => {
    expect(hostPattern().safeParse(host).success).toBe(false);
  });
});

import { upstreamTarget } from './upstream-target';

describe('upstreamTarget', () => {
  it('leaves the bytes alone where the route changes nothing', () => {
    const target = '/a/%2e%2e//b%2f;x?q=%zz';
    expect(upstreamTarget({ path: '/' }, target)).toBe(target);
  });

  it.each([
    ['/assets/a.css', '/a.css'],
    ['/assets', '/'],
    ['/assets/', '/'],
    ['/assets?v=1', '/?v=1'],
    ['/assets/a%20b?c=%2e%2e/x', '/a%20b?c=%2e%2e/x'],
    ['/assets/a//b', '/a//b'],
  ])('strips the prefix from %s', (target, expected) => {
    expect(upstreamTarget({ path: '/assets', stripPrefix: '/assets' }, target)).toBe(expected);
  });

  it('strips less than the route matches where it is told so', () => {
    expect(upstreamTarget({ path: '/api/v1', stripPrefix: '/api' }, '/api/v1/x')).toBe('/v1/x');
  });

  it.each([
    ['/old', '/new', '/old/x?y', '/new/x?y'],
    ['/old', '/new', '/old', '/new'],
    ['/old', '/new/', '/old/', '/new/'],
    ['/old', '/', '/old/x', '/x'],
    ['/', '/base', '/x', '/base/x'],
    ['/', '/base', '/?q', '/base/?q'],
    ['/old', '/n\u00e9', '/old/x', '/n%C3%A9/x'],
  ])('puts another prefix in the place of %s', (path, rewrite, target, expected) => {
    expect(upstreamTarget({ path, rewrite }, target)).toBe(expected);
  });

  it('strips a prefix that must be escaped as it is escaped', () => {
    expect(upstreamTarget({ path: '/a b', stripPrefix: '/a b' }, '/a%20b/c')).toBe('/c');
  });

  it.each([
    ['a prefix in other spelling', '/%61ssets/x'],
    ['a prefix behind a second slash', '//assets/x'],
    ['a prefix that ends elsewhere', '/assetsx'],
    ['a climb out of the prefix', '/assets/../x'],
    ['an escaped climb', '/assets/%2E%2e/hi'],
    ['a climb with parameters', '/assets/..;a=b/hi'],
    ['a climb behind an escaped slash', '/assets/a%2f../hi'],
    ['what would be taken for a host', '/assets//evil.example/x'],
  ])('refuses %s', (_what, target) => {
    expect(upstreamTarget({ path: '/assets', stripPrefix: '/assets' }, target)).toBeUndefined();
  });

  it('refuses to climb out of the prefix it puts there', () => {
    expect(upstreamTarget({ path: '/ho', rewrite: '/base' }, '/ho/%2E%2E/hi')).toBeUndefined();
  });
});

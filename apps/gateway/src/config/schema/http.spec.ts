import { headerEdits, headerMap, headerName, headerValue, method, pathPrefix } from './http';

describe('pathPrefix', () => {
  it.each([
    ['/', '/'],
    ['/items', '/items'],
    ['/items/', '/items'],
    ['/a/.well-known', '/a/.well-known'],
    ['/a/...', '/a/...'],
  ])('reads %s as %s', (written, path) => {
    expect(pathPrefix().parse(written)).toBe(path);
  });

  it.each([
    'items',
    '',
    '//',
    '//items',
    '/a//b',
    '/a/../b',
    '/..',
    '/a/.',
    '/a%20b',
    '/a?b',
    '/a#b',
    '/a;b',
    '/a\\b',
    '/a\n',
    1,
  ])('refuses %p', (path) => {
    expect(pathPrefix().safeParse(path).success).toBe(false);
  });
});

describe('headers', () => {
  it.each(['a\r\nb', 'a\nb', 'a\0b', 'ä\u2713', 1])('refuse the value %p', (value) => {
    expect(headerValue().safeParse(value).success).toBe(false);
  });

  it.each(['', 'a b', 'a:', 'ä'])('refuse the name %p', (name) => {
    expect(headerName().safeParse(name).success).toBe(false);
  });

  it('have their names in lower case', () => {
    expect(headerMap(headerValue()).parse({ 'X-Tenant': 'Acme' })).toEqual({ 'x-tenant': 'Acme' });
  });

  it('are not given twice in different case', () => {
    expect(headerMap(headerValue()).safeParse({ 'X-A': '1', 'x-a': '2' }).success).toBe(false);
  });

  it.each(['Connection', 'transfer-encoding', 'Content-Length', 'Upgrade'])(
    'that frame a message, such as %s, are not edited',
    (name) => {
      expect(headerEdits().safeParse({ set: { [name]: 'x' } }).success).toBe(false);
      expect(headerEdits().safeParse({ remove: [name] }).success).toBe(false);
    },
  );

  it('keep the host, which may be set but not removed', () => {
    expect(headerEdits().safeParse({ set: { Host: 'items.internal' } }).success).toBe(true);
    expect(headerEdits().safeParse({ remove: ['Host'] }).success).toBe(false);
  });
});

describe('method', () => {
  it.each(['GET', 'DELETE', 'PATCH', 'PROPFIND'])('takes %s', (name) => {
    expect(method().parse(name)).toBe(name);
  });

  it.each(['get', 'CONNECT', 'FETCH', '', 1])('refuses %p', (name) => {
    expect(method().safeParse(name).success).toBe(false);
  });
});

import { redirect, respond } from './local-responses';

describe('redirect', () => {
  it.each([
    '/new',
    '/',
    '/new?a=b',
    'https://example.com',
    'https://{host}{uri}',
    'https://{host}:8443{uri}',
    'https://example.com/new',
    'http://example.com{uri}',
  ])('leads to %s', (to) => {
    expect(redirect.parse({ to })).toEqual({ status: 302, to });
  });

  it.each([
    '//evil.example',
    '/\\evil.example',
    '{uri}',
    '/{uri}',
    'https://{host}.evil.example/',
    'https://{hots}/',
    'https://{host}{uri}{uri}',
    'javascript:alert(1)',
    'ftp://example.com',
    'new',
    '/a b',
    '/a\r\nSet-Cookie: b',
    '',
  ])('never leads to %j', (to) => {
    expect(redirect.safeParse({ to }).success).toBe(false);
  });
});

describe('respond', () => {
  it.each([200, 404, 599, '503'])('answers with status %p', (status) => {
    expect(respond.parse({ status })).toEqual({ status: Number(status), body: '' });
  });

  it.each([100, 199, 600, 'ok', undefined])('does not answer with status %p', (status) => {
    expect(respond.safeParse({ status }).success).toBe(false);
  });

  it.each([204, 304])('has no body with status %d', (status) => {
    expect(respond.safeParse({ status, body: 'text' }).success).toBe(false);
  });
});

import { backendIdOf, backendUrl } from './backend-url';

describe('backendUrl', () => {
  it.each([
    ['http://127.0.0.1:8000', 'http://127.0.0.1:8000'],
    ['http://127.0.0.1:8000/', 'http://127.0.0.1:8000'],
    ['127.0.0.1:8000', 'http://127.0.0.1:8000'],
    ['localhost:8000', 'http://localhost:8000'],
    ['HTTP://Items.Internal', 'http://items.internal:80'],
    ['https://items.internal', 'https://items.internal:443'],
    ['http://[::1]:8000', 'http://[::1]:8000'],
    ['[::1]:8000', 'http://[::1]:8000'],
    ['unix:/run/items.sock', 'unix:/run/items.sock'],
  ])('reads %s as %s', (written, url) => {
    expect(backendUrl().parse(written)).toBe(url);
  });

  it.each([
    'localhost',
    '8000',
    8000,
    'http://',
    'ftp://a:21',
    'http://a:99999',
    'http://a:0',
    'http://a/path',
    'http://a?x',
    'http://a#x',
    'http://user:secret@a',
    'http://a b',
    'http://a\\b',
    'unix:relative.sock',
    '',
  ])('refuses %p', (url) => {
    expect(backendUrl().safeParse(url).success).toBe(false);
  });
});

describe('backendIdOf', () => {
  it.each([
    ['http://127.0.0.1:8000', '127.0.0.1:8000'],
    ['https://[::1]:443', '[::1]:443'],
    ['unix:/run/items.sock', 'run-items.sock'],
  ])('names %s %s', (url, id) => {
    expect(backendIdOf(url)).toBe(id);
  });
});

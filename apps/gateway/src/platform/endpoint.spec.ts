import { parseEndpoint } from './endpoint';

describe('parseEndpoint', () => {
  it.each([
    ['http://127.0.0.1:8000', { kind: 'tcp', host: '127.0.0.1', port: 8000 }],
    ['http://backend', { kind: 'tcp', host: 'backend', port: 80 }],
    ['http://[::1]:8000', { kind: 'tcp', host: '::1', port: 8000 }],
    ['https://backend', { kind: 'tls', host: 'backend', port: 443, serverName: 'backend' }],
    ['https://backend:8443', { kind: 'tls', host: 'backend', port: 8443, serverName: 'backend' }],
    ['unix:/run/app.sock', { kind: 'unix', path: '/run/app.sock' }],
  ])('reads %s', (url, endpoint) => {
    expect(parseEndpoint(url)).toEqual(endpoint);
  });

  it.each(['https://127.0.0.1', 'https://[::1]:8443'])(
    'names no server where there is an address: %s',
    (url) => {
      expect(parseEndpoint(url)).toMatchObject({ kind: 'tls', serverName: undefined });
    },
  );

  it.each([
    ['unix:app.sock', 'unix:/absolute/path.sock'],
    ['unix:', 'unix:/absolute/path.sock'],
    ['ftp://backend', 'http://host:port'],
    ['backend:8000', 'http://host:port'],
    ['127.0.0.1:8000', 'http://host:port'],
    ['http://backend:99999', 'http://host:port'],
    ['', 'http://host:port'],
  ])('says what is allowed instead of %j', (url, allowed) => {
    expect(() => parseEndpoint(url)).toThrow(allowed);
  });
});

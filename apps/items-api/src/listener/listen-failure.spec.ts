import { readConfig } from '../config/read-config';
import { listenFailure } from './listen-failure';

describe('listenFailure', () => {
  const config = readConfig({ HOST: 'localhost', PORT: '80' });
  const failure = (code: string, syscall = 'listen') =>
    listenFailure(Object.assign(new Error(`${syscall} ${code}`), { code, syscall }), config);

  it.each([
    ['EADDRINUSE', 'listen', 'in use by another process'],
    ['EACCES', 'listen', 'may not open the port'],
    ['EADDRNOTAVAIL', 'listen', 'no such address'],
    ['ENOTFOUND', 'getaddrinfo', 'the name is not known'],
    ['EMFILE', 'listen', 'listen EMFILE'],
  ])('says where and why when the system says %s', (code, syscall, reason) => {
    expect(failure(code, syscall)).toMatch(/^cannot listen on localhost port 80: .*\.$/);
    expect(failure(code, syscall)).toContain(reason);
  });

  it('leaves other errors alone', () => {
    expect(listenFailure(new Error('something else'), config)).toBeUndefined();
    expect(failure('ECONNREFUSED', 'connect')).toBeUndefined();
  });
});

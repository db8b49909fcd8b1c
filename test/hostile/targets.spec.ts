import { valuesOf } from '../support/strict-request';
import { attack, get } from './support/attack';

const CLOSE = 'Connection: close\r\n';
const REFUSED = { statuses: [400], reached: [] };

function forHost(fields: string, target = '/'): string {
  return `GET ${target} HTTP/1.1\r\n${fields}${CLOSE}\r\n`;
}

describe('the Host of a request', () => {
  it.each([
    '',
    'Host: \r\n',
    'Host: a\r\nHost: b\r\n',
    'Host: a\r\nhost: a\r\n',
    'Host: a, b\r\n',
    'Host: a b\r\n',
    'Host: u:p@h\r\n',
    'Host: h/p\r\n',
    'Host: h?q\r\n',
    'Host: h#f\r\n',
    'Host: h\\p\r\n',
    'Host: h%00\r\n',
    'Host: \xe9\r\n',
    'Host: [::1\r\n',
    'Host: [zz]\r\n',
    'Host: [:::::]\r\n',
    'Host: ::1\r\n',
    'Host: h:x\r\n',
    'Host: h:-1\r\n',
    'Host: h:1234567\r\n',
    'Host : h\r\n',
  ])('C-20 is refused unless it is one host, well formed: %j', async (fields) => {
    expect(await attack(Buffer.from(forHost(fields), 'latin1'))).toMatchObject(REFUSED);
  });

  it.each(['h', 'a.example:8080', '127.0.0.1', '[::1]:80', 'under_score.example'])(
    'C-20 is handed on as it came: %s',
    async (host) => {
      const { reached } = await attack(forHost(`Host: ${host}\r\n`));
      expect(valuesOf(reached[0].fields, 'host')).toEqual([host]);
    },
  );
});

describe('an absolute-form target', () => {
  it.each([
    ['http://internal/x', '/x'],
    ['http://internal', '/'],
    ['http://internal?q=1', '/?q=1'],
    ['HTTP://internal:99/x?y', '/x?y'],
    ['https://169.254.169.254/latest/meta-data', '/latest/meta-data'],
    ['http://[::1]/x', '/x'],
  ])('C-21 counts by its authority and is never dialled: %s', async (target, path) => {
    const { statuses, reached } = await attack(forHost('Host: other\r\n', target));
    const [, authority] = /^https?:\/\/([^/?]*)/i.exec(target)!;
    expect(statuses).toEqual([200]);
    expect(reached).toMatchObject([{ target: path }]);
    expect(valuesOf(reached[0].fields, 'host')).toEqual([authority]);
  });

  it.each([
    'http://u:p@internal/',
    'http:///x',
    'http://a b/',
    'http://internal#f',
    'http://a,b/',
    'ftp://internal/x',
  ])('C-21 is refused when its authority is no plain host, or its scheme not http: %s', async (target) => {
    expect(await attack(forHost('Host: other\r\n', target))).toMatchObject(REFUSED);
  });

  it('C-21 does not stand in for Host', async () => {
    expect(await attack(forHost('', 'http://internal/'))).toMatchObject(REFUSED);
    expect(await attack(forHost('Host: a\r\nHost: b\r\n', 'http://internal/'))).toMatchObject(REFUSED);
  });

  it('C-21 is routed by its authority, not by Host', async () => {
    const routes = [
      { path: '/', host: 'public.example', pool: 'main' },
      { path: '/', host: 'private.example', respond: { status: 403 } },
    ];
    const asPrivate = forHost('Host: public.example\r\n', 'http://private.example/');
    expect(
      (await attack(asPrivate, { routes: [...routes, { path: '/fresh', pool: 'main' }] })).reached,
    ).toEqual([]);
  });
});

describe('a path', () => {
  it.each(['//evil.com/p', '///', '/http://evil.com/', '/@evil.com', '/a//b', '/a%2Fb', '/a?//evil.com'])(
    'C-22 is handed on as path, whatever host it looks like: %s',
    async (target) => {
      const { statuses, reached } = await attack(get(target, CLOSE));
      expect(statuses).toEqual([200]);
      expect(reached).toMatchObject([{ target }]);
      expect(valuesOf(reached[0].fields, 'host')).toEqual(['h']);
    },
  );

  it.each(['x', '\\x', '?x', '@evil.com', 'http:/x', 'http:x', ':80/', 'javascript:alert(1)', 'evil.com:80'])(
    'C-22 is refused unless it begins with a slash: %s',
    async (target) => {
      expect(await attack(get(target, CLOSE))).toMatchObject(REFUSED);
    },
  );

  it.each([
    '/\\evil.com',
    '/a%5cb',
    '/%00',
    '/%0d%0aX-A:%20a',
    '/%7f',
    '/%',
    '/%zz',
    '/%2',
    '/%u0041',
    '/%ff',
    '/%c0%ae%c0%ae/',
    '/%e0%80%af',
    '/%ed%a0%80',
  ])(
    'C-23 is refused when its escapes stand for no character, or for one that paths do not have: %s',
    async (target) => {
      expect(await attack(get(target, CLOSE))).toMatchObject(REFUSED);
    },
  );

  it.each(['/%2e%2e/x', '/a/..;/x', '/a%2fb', '/./x', '/%61dmin', '/a/../../x'])(
    'C-23 is handed on byte for byte where every reading leads to the same route: %s',
    async (target) => {
      expect(await attack(get(target, CLOSE))).toMatchObject({ statuses: [200], reached: [{ target }] });
    },
  );

  it.each([
    '/public/../admin/x',
    '/public/%2e%2e/admin/x',
    '/public/..%2fadmin/x',
    '/public/..;/admin/x',
    '/%61dmin/x',
    '//admin/x',
    '/./admin/x',
    '/admin;x/x',
  ])('C-23 reaches no pool of another route by being read in two ways: %s', async (target) => {
    const routes = [
      { path: '/', pool: 'main' },
      { path: '/admin', respond: { status: 403 } },
    ];
    const { statuses, reached } = await attack(get(target, CLOSE), { routes });
    expect([400, 403]).toContain(statuses[0]);
    expect(reached).toEqual([]);
  });

  it.each(['/a#b', '/a b', '/a\tb', '/\x01', '/\x7f', '/\xe9', '/\x00', '/a\x0bb'])(
    'C-24 is refused with a character that targets do not have: %j',
    async (target) => {
      expect(await attack(Buffer.from(get(target, CLOSE), 'latin1'))).toMatchObject(REFUSED);
    },
  );
});

describe('a method', () => {
  it.each(['CONNECT evil.com:443', 'CONNECT /', 'TRACE /'])(
    'C-25 is answered with 405: %s',
    async (start) => {
      const { statuses, answer, reached } = await attack(`${start} HTTP/1.1\r\nHost: h\r\n\r\n`);
      expect(statuses).toEqual([405]);
      expect(answer).toMatch(/\r\nAllow: GET, /);
      expect(reached).toEqual([]);
    },
  );

  it('C-25 CONNECT opens no tunnel for what comes behind it', async () => {
    const { statuses, reached } = await attack(`CONNECT h:80 HTTP/1.1\r\nHost: h\r\n\r\n${get('/smuggled')}`);
    expect(statuses).toEqual([405]);
    expect(reached).toEqual([]);
  });

  it('C-25 CONNECT behind an unanswered request waits for its turn to be refused', async () => {
    const { statuses, reached } = await attack(`${get('/1')}CONNECT h:80 HTTP/1.1\r\nHost: h\r\n\r\n`);
    expect(statuses).toEqual([200, 405]);
    expect(reached).toMatchObject([{ target: '/1' }]);
  });

  it('C-25 OPTIONS * is answered by the gateway', async () => {
    const { statuses, reached } = await attack(`OPTIONS * HTTP/1.1\r\nHost: h\r\n${CLOSE}\r\n`);
    expect({ statuses, reached }).toEqual({ statuses: [204], reached: [] });
  });

  it.each(['GET *', 'POST *', 'GE\0T /', 'G(T /'])(
    'C-25 is refused when it is no method, or has no meaning for the target: %j',
    async (start) => {
      expect(await attack(`${start} HTTP/1.1\r\nHost: h\r\n${CLOSE}\r\n`)).toMatchObject(REFUSED);
    },
  );

  it.each(['FOO', 'get', 'A'.repeat(100 * 1024)])(
    'C-25 is answered with 501 when it is unknown: %#',
    async (method) => {
      const { statuses, reached } = await attack(`${method} / HTTP/1.1\r\nHost: h\r\n${CLOSE}\r\n`);
      expect({ statuses, reached }).toEqual({ statuses: [501], reached: [] });
    },
  );
});

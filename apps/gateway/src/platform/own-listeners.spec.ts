import { networkInterfaces } from 'node:os';
import { parseEndpoint } from './endpoint';
import { OwnListeners } from './own-listeners';

const PORT = 8081;

function listenersOn(host: string): OwnListeners {
  const listeners = new OwnListeners();
  listeners.set({ admin: { host, port: PORT }, redirect: undefined });
  return listeners;
}

function named(listening: string, host: string, port = PORT): string | undefined {
  return listenersOn(listening).namedBy(parseEndpoint(`http://${host}:${port}`));
}

const LOOPBACK = [
  'localhost',
  'LOCALHOST',
  'localhost.',
  'a.localhost',
  '127.0.0.1',
  '127.1',
  '0x7f.0.0.1',
  '0177.0.0.1',
  '2130706433',
  '0.0.0.0',
  '0',
  '[::]',
  '[::1]',
  '[0:0:0:0:0:0:0:1]',
  '[::ffff:127.0.0.1]',
  '[::FFFF:7f00:1]',
  '[0:0:0:0:0:ffff:127.0.0.1]',
  '[::ffff:0.0.0.0]',
];
const INTERFACES = Object.values(networkInterfaces()).flatMap((own = []) =>
  own.map(({ address, family }) => (family === 'IPv6' ? `[${address}]` : address)),
);
const MAPPED = INTERFACES.filter((host) => !host.startsWith('[')).map((host) => `[::ffff:${host}]`);
const ELSEWHERE = ['192.0.2.1', '[2001:db8::1]', 'example.com', 'localhost.example.com', 'notlocalhost'];

describe('OwnListeners', () => {
  it.each(LOOPBACK)('knows a listener on the loopback address by %s', (host) => {
    for (const own of ['127.0.0.1', '::1', 'localhost', '::ffff:127.0.0.1'])
      expect([own, named(own, host)]).toEqual([own, 'admin']);
  });

  it.each([...LOOPBACK, '127.0.0.2', '127.9.9.9', ...INTERFACES, ...MAPPED])(
    'knows a listener on all addresses by %s',
    (host) => {
      for (const own of ['0.0.0.0', '::']) expect([own, named(own, host)]).toEqual([own, 'admin']);
    },
  );

  it.each(ELSEWHERE)('takes %s for somewhere else', (host) => {
    for (const own of ['127.0.0.1', '0.0.0.0', '::', '10.0.0.1']) expect(named(own, host)).toBeUndefined();
  });

  it('takes another port, another address of the loopback network, and a socket for somewhere else', () => {
    expect(named('127.0.0.1', '127.0.0.1', PORT + 1)).toBeUndefined();
    expect(named('127.0.0.1', '127.0.0.2')).toBeUndefined();
    expect(named('10.0.0.1', '127.0.0.1')).toBeUndefined();
    expect(listenersOn('0.0.0.0').namedBy({ kind: 'unix', path: '/run/a.sock' })).toBeUndefined();
    expect(named('gateway.internal', 'GATEWAY.internal.')).toBe('admin');
  });

  it('looks up names, and only on the port of a listener', async () => {
    const listeners = listenersOn('127.0.0.1');
    expect(await listeners.reachedBy(parseEndpoint('http://127.0.0.1:8081'))).toBe('admin');
    expect(await listeners.reachedBy(parseEndpoint('https://nowhere.invalid:8081'))).toBeUndefined();
    // A promise would mean that it was looked up.
    expect(listeners.reachedBy(parseEndpoint('http://nowhere.invalid:8082'))).toBeUndefined();
  });

  it('guards connections by address at once, by name when it is looked up, and others not at all', async () => {
    const listeners = listenersOn('0.0.0.0');
    expect(listeners.guard(parseEndpoint('http://127.0.0.1:8081')).refusal?.message).toMatch(
      'admin listener',
    );
    expect(listeners.guard(parseEndpoint('http://elsewhere.invalid:8082'))).toEqual({});
    const { lookup } = listeners.guard(parseEndpoint('http://elsewhere.invalid:8081'));
    for (const all of [true, false]) {
      const error = await new Promise((resolve) => lookup!('localhost', { all }, (found) => resolve(found)));
      expect(String(error)).toMatch('leads to the admin listener of the gateway itself');
    }
    const unknown = await new Promise((resolve) =>
      lookup!('elsewhere.invalid', {}, (found) => resolve(found)),
    );
    expect(unknown).toMatchObject({ syscall: 'getaddrinfo' });
  });

  it('has none until it is told of them', () => {
    expect(new OwnListeners().namedBy(parseEndpoint('http://127.0.0.1:8081'))).toBeUndefined();
  });
});

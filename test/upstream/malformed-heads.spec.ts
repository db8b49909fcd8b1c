import { FakePool } from './support/fake-pool';

const MALFORMED = [
  'HTTP/1.1 200 OK\nContent-Length: 2\n\nok',
  'HTTP/1.1 200 OK\r\nX: 1\nY: 2\r\n',
  'HTTP/1.1 200 OK\r\nX: 1\r\nno field\r\n',
  'HTTP/1.1 200 OK\r\n X: folded\r\n',
  'HTTP/1.1 200 OK\r\nX: 1\rY: 2',
  'HTTP/1.1 200 OK\rContent-Length: 2',
  'HTTP/1.1 2000 OK\r\n',
  'HTTP/3.0 200 OK',
  'HELLO',
  'ICE/1.0 200 OK\r\n',
  'RTSP/1.0 200 OK\r\n',
  'SSH-2.0-OpenSSH_9.2\r\n',
  '\n',
];
const WELL_FORMED = 'HTTP/1.1 200 OK\r\nX: 1\r\nLonger-Name: \t2 \r\nContent-Length: 2\r\n\r\nok';

describe('the head of an answer', () => {
  it.each(MALFORMED)('is refused as soon as it can be none, however it is cut: %j', (bytes) => {
    for (let cut = 0; cut <= bytes.length; cut++) {
      const connections = new FakePool();
      const listener = connections.request();
      connections.sockets[0].connects();
      for (const piece of [bytes.slice(0, cut), bytes.slice(cut)])
        if (piece !== '') connections.sockets[0].receives(piece);
      expect(listener.calls).toEqual(['connection', 'failure upstream_protocol in head']);
    }
  });

  it('is waited for as long as it may become one, wherever it is cut', () => {
    for (let cut = 1; cut < WELL_FORMED.length - 2; cut++) {
      const connections = new FakePool();
      const listener = connections.request();
      connections.sockets[0].connects();
      for (const piece of [WELL_FORMED.slice(0, cut), WELL_FORMED.slice(cut)])
        connections.sockets[0].receives(piece);
      expect(listener.calls).toEqual(['connection', 'head 200', 'body', 'end']);
    }
  });
});

describe('an answer whose beginning comes in one read', () => {
  it.each(['-1\r\nx', '2\r\nok\r\nZ\r\n', '2\r\nokX', '2\r\nok\r\n0\r\nContent-Length: 5\r\n\r\n', '2\nok'])(
    'is not begun when the chunks behind its head are none: %j',
    (chunks) => {
      const connections = new FakePool();
      const listener = connections.request();
      connections.sockets[0].connects();
      connections.sockets[0].receives(`HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n${chunks}`);
      expect(listener.calls).toEqual(['connection', 'failure upstream_protocol in head']);
    },
  );
});

describe('an interim answer with Connection: close', () => {
  it.each([100, 102, 103, 199])(
    'is followed by the final one, behind which the connection closes: %d',
    (status) => {
      const connections = new FakePool();
      const listener = connections.request();
      connections.sockets[0].connects();
      connections.sockets[0].receives(`HTTP/1.1 ${status} X\r\nConnection: close\r\n\r\n`);
      connections.sockets[0].receives('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok');
      expect(listener.calls).toEqual(['connection', `information ${status}`, 'head 200', 'body', 'end']);
      expect(connections.pool.openConnections).toBe(0);
    },
  );
});

describe('a switch of protocols', () => {
  it.each([
    'Upgrade: foo\r\n',
    '',
    'Upgrade: h2c\r\n',
    'Upgrade: websocket, foo\r\n',
    'Upgrade: websocket/13\r\n',
  ])('is refused when it is not the one that was asked for: "%s"', (field) => {
    const connections = new FakePool();
    const listener = connections.request({ upgrade: true });
    connections.sockets[0].connects();
    connections.sockets[0].receives(`HTTP/1.1 101 X\r\nConnection: Upgrade\r\n${field}\r\n`);
    expect(listener.calls).toEqual(['connection', 'failure upstream_protocol in head']);
  });
});

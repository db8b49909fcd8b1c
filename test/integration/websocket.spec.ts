import { setInterval } from 'node:timers/promises';
import { type Taking, RawBackend } from '../support/raw-backend';
import { type RawConnection } from '../support/raw-connection';
import { StrictBackend } from '../support/strict-backend';
import { valuesOf } from '../support/strict-request';
import { aGateway } from '../support/test-gateway';
import { aWebSocket, HANDSHAKE, SWITCH } from '../support/web-socket';

async function throughBackend(take: Taking, request = HANDSHAKE): Promise<RawConnection> {
  const gateway = await aGateway({ backends: [new RawBackend('a', take)] });
  const client = await gateway.connect();
  client.write(request);
  return client;
}

describe('WebSockets', () => {
  it('are opened by the backend, and then bytes pass both ways as they are', async () => {
    let handshake = '';
    const client = await throughBackend(async (backend) => {
      handshake = await backend.head();
      backend.write(SWITCH);
      backend.write(`\x81\x02${(await backend.bytes(4)).slice(2)}`);
    });
    expect(await client.head()).toMatch(
      /^HTTP\/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Accept: /,
    );
    client.write('\x81\x02hi');
    expect(await client.bytes(4)).toBe('\x81\x02hi');
    expect(handshake).toMatch(/^GET \/chat HTTP\/1.1\r\n/);
    for (const line of [
      'Connection: Upgrade',
      'Upgrade: websocket',
      'Sec-WebSocket-Version: 13',
      'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
      'X-Forwarded-For: 127.0.0.1',
    ])
      expect(handshake).toContain(`\r\n${line}\r\n`);
  });

  it('are recognised whatever the case, and beside other options of Connection', async () => {
    const client = await throughBackend(
      async (backend) => {
        await backend.head();
        backend.write(SWITCH);
      },
      HANDSHAKE.replace('Connection: Upgrade', 'connection: keep-alive, UPGRADE').replace(
        'websocket',
        'WebSocket',
      ),
    );
    expect(await client.head()).toMatch(/^HTTP\/1.1 101 /);
  });

  it('keep what the client sends behind its handshake', async () => {
    const client = await throughBackend(async (backend) => {
      await backend.head();
      backend.write(SWITCH);
      backend.write(await backend.bytes(5));
    }, `${HANDSHAKE}early`);
    await client.head();
    expect(await client.bytes(5)).toBe('early');
  });

  it('keep what the client sends while the backend still thinks', async () => {
    let decide = () => {};
    const decided = new Promise<void>((resolve) => (decide = resolve));
    let asked = () => {};
    const handshaken = new Promise<void>((resolve) => (asked = resolve));
    const client = await throughBackend(async (backend) => {
      await backend.head();
      asked();
      await decided;
      expect(backend.received).toBe('');
      backend.write(SWITCH);
      backend.write(await backend.bytes(5));
    });
    await handshaken;
    client.write('early');
    decide();
    await client.head();
    expect(await client.bytes(5)).toBe('early');
  });

  it('keep what the backend sends behind its answer', async () => {
    const client = await throughBackend(async (backend) => {
      await backend.head();
      backend.write(`${SWITCH}hello`);
    });
    await client.head();
    expect(await client.bytes(5)).toBe('hello');
  });

  it('pass megabytes, held back by the slower side', async () => {
    const { client, backend } = await aWebSocket();
    const bytes = Buffer.alloc(8 * 1024 * 1024, 'abcdefg');
    client.pause();
    backend.pause();
    client.write(bytes);
    backend.write(bytes);
    client.resume();
    backend.resume();
    const [toBackend, toClient] = await Promise.all([
      backend.bytes(bytes.length),
      client.bytes(bytes.length),
    ]);
    expect(toBackend === bytes.toString('latin1')).toBe(true);
    expect(toClient === bytes.toString('latin1')).toBe(true);
  });

  it('that the client closes half still bring it what the backend sends', async () => {
    const { client, backend } = await aWebSocket();
    client.write('bye');
    client.end();
    expect(await backend.untilEnded()).toBe('bye');
    backend.write('last words');
    expect(await client.bytes(10)).toBe('last words');
    backend.end();
    await Promise.all([client.untilClosed(), backend.untilClosed()]);
  });

  it('that the backend closes half still bring it what the client sends', async () => {
    const { client, backend } = await aWebSocket();
    backend.write('bye');
    backend.end();
    expect(await client.untilEnded()).toBe('bye');
    client.write('last words');
    expect(await backend.bytes(10)).toBe('last words');
    client.end();
    await Promise.all([client.untilClosed(), backend.untilClosed()]);
  });

  it.each(['close', 'reset'] as const)(
    'end for the backend, too, when the client ends by %s',
    async (how) => {
      const { client, backend } = await aWebSocket();
      client.write('x');
      await backend.bytes(1);
      client[how]();
      await backend.untilEnded();
    },
  );

  it.each(['close', 'reset'] as const)(
    'end for the client, too, when the backend ends by %s',
    async (how) => {
      const { client, backend } = await aWebSocket();
      backend.write('x');
      await client.bytes(1);
      backend[how]();
      await client.untilEnded();
    },
  );

  it('end on both sides when nothing passes them for too long', async () => {
    const { client, backend } = await aWebSocket({ pool: { timeouts: { tunnelIdle: '100ms' } } });
    await Promise.all([client.untilEnded(), backend.untilEnded()]);
  });

  it.each(['client', 'backend'] as const)(
    'end soon when the %s has closed half and the other side never does',
    async (who) => {
      const pair = await aWebSocket({ pool: { timeouts: { tunnelHalfClosed: '100ms' } } });
      pair[who].end();
      await pair[who].untilClosed();
      pair.client.close();
      while (pair.gateway.state('a').inFlight > 0) await pair.gateway.catchUp();
    },
  );

  it('that are closed half go on for as long as something comes', async () => {
    const { client, backend } = await aWebSocket({ pool: { timeouts: { tunnelHalfClosed: '500ms' } } });
    client.end();
    await backend.untilEnded();
    let pieces = 0;
    for await (const _ of setInterval(100)) {
      backend.write('x');
      if (++pieces === 10) break;
    }
    backend.end();
    expect(await client.untilEnded()).toBe('x'.repeat(10));
  });

  it('outlive the time limits of answers', async () => {
    const backend = new RawBackend('a', async (connection) => {
      if (!(await connection.head()).includes('Upgrade')) return;
      connection.write(SWITCH);
      connection.write(await connection.bytes(4));
    });
    const timeouts = { response: '250ms', bodyIdle: '250ms' };
    const gateway = await aGateway({ backends: [backend], pool: { timeouts } });
    const client = await gateway.connect();
    client.write(HANDSHAKE);
    await client.head();
    expect((await gateway.fetch('/silent', { method: 'POST' })).status).toBe(504);
    client.write('late');
    expect(await client.bytes(4)).toBe('late');
  });

  it('that the backend refuses are answered with its own words', async () => {
    const client = await throughBackend(async (backend) => {
      await backend.head();
      backend.write('HTTP/1.1 403 Forbidden\r\nContent-Length: 2\r\nX-Why: you\r\n\r\nno');
    });
    expect(await client.untilEnded()).toMatch(
      /^HTTP\/1.1 403 Forbidden\r\nContent-Length: 2\r\nX-Why: you\r\n[^]*Connection: close\r\n\r\nno$/,
    );
  });

  it('are no concern of a backend that answers as usual', async () => {
    const gateway = await aGateway({ backends: ['a'] });
    expect(await gateway.raw(HANDSHAKE)).toMatch(/^HTTP\/1.1 200 OK\r\n[^]*\r\n\r\na$/);
  });

  it('get a problem when no backend is there', async () => {
    const gateway = await aGateway({ backends: ['a'] });
    await gateway.kill('a');
    expect(await gateway.raw(HANDSHAKE)).toMatch(/^HTTP\/1.1 503 [^]*"code":"no_backend_available"/);
  });

  it('are cancelled when the client leaves before they are open', async () => {
    let taken = (_: RawConnection) => {};
    const asked = new Promise<RawConnection>((resolve) => (taken = resolve));
    const client = await throughBackend(async (backend) => {
      await backend.head();
      taken(backend);
    });
    const backend = await asked;
    client.close();
    await backend.untilEnded();
  });

  it('take turns and stay with owners like any other request', async () => {
    const backends = ['a', 'b'].map(
      (name) =>
        new RawBackend(name, async (connection) => {
          await connection.head();
          connection.write(`${SWITCH}${name}`);
        }),
    );
    const gateway = await aGateway({ backends });
    const open = async (path: string): Promise<string> => {
      const client = await gateway.connect();
      client.write(HANDSHAKE.replace('/chat', path));
      await client.head();
      return client.bytes(1);
    };
    expect([await open('/chat'), await open('/chat')]).toEqual(['a', 'b']);
    const [owner, other] = [await open('/items/1'), await open('/chat')];
    expect(owner).not.toBe(other);
  });

  it('count as in flight for as long as they are open', async () => {
    const raw = new RawBackend('a', async (connection) => {
      await connection.head();
      connection.write(SWITCH);
    });
    const gateway = await aGateway({ backends: [raw] });
    const client = await gateway.connect();
    client.write(HANDSHAKE);
    await client.head();
    expect(gateway.state('a').inFlight).toBe(1);
    client.reset();
    while (gateway.state('a').inFlight > 0) await gateway.catchUp();
  });
});

describe('other upgrades', () => {
  const H2C = 'Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQAAP__\r\n';

  it('are not forwarded: the request is answered in HTTP/1.1, its body and all', async () => {
    const backend = new StrictBackend('a');
    const gateway = await aGateway({ backends: [backend] });
    const client = await gateway.connect();
    client.write(`POST / HTTP/1.1\r\nHost: h\r\n${H2C}Content-Length: 4\r\n\r\nbody`);
    expect(await client.until('\r\n\r\na')).toMatch(/^HTTP\/1.1 200 OK\r\n/);
    expect(backend.violations).toEqual([]);
    expect(backend.requests[0].body).toBe('body');
    for (const name of ['connection', 'upgrade', 'http2-settings'])
      expect(valuesOf(backend.requests[0].fields, name)).toEqual([]);
  });

  it.each(['', 'Content-Length: 2\r\n'])('leave the connection to further requests: "%s"', async (field) => {
    const gateway = await aGateway({ backends: ['a'] });
    const client = await gateway.connect();
    const request = `POST / HTTP/1.1\r\nHost: h\r\n${H2C}${field}\r\n${field === '' ? '' : 'ok'}`;
    for (let turn = 0; turn < 3; turn++) {
      client.write(request);
      expect(await client.take('\r\n\r\na')).toMatch(/^HTTP\/1.1 200 OK\r\n[^]*Connection: keep-alive\r\n/);
    }
  });

  it('end the connection behind the answer if more was read along with them, since that is lost', async () => {
    const gateway = await aGateway({ backends: ['a'] });
    const answer = await gateway.raw(`GET / HTTP/1.1\r\nHost: h\r\n${H2C}\r\n`.repeat(2));
    expect(answer).toMatch(/^HTTP\/1.1 200 OK\r\n[^]*Connection: close\r\n\r\na$/);
  });

  it('that a backend switches to without being asked are 502', async () => {
    const client = await throughBackend(async (backend) => {
      await backend.head();
      backend.write(SWITCH);
    }, 'POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 0\r\nConnection: close\r\n\r\n');
    expect(await client.untilEnded()).toMatch(/^HTTP\/1.1 502 [^]*"code":"upstream_protocol"/);
  });
});

import { once } from 'node:events';
import { RawBackend } from '../support/raw-backend';
import { type RawConnection } from '../support/raw-connection';
import { aGateway } from '../support/test-gateway';

const answerOf = (body: string, fields = '') =>
  `HTTP/1.1 200 OK\r\n${fields}Content-Length: ${body.length}\r\n\r\n${body}`;

/** Answers its name to every request, until the last of so many; that one meets the ending. */
function endingAfter(requests: number, end: (connection: RawConnection) => void, name = 'a'): RawBackend {
  return new RawBackend(name, async (connection, turn) => {
    for (let count = 0; await connection.hasMore(); count++) {
      await connection.head();
      if (turn === 1 && count === requests) return end(connection);
      connection.write(answerOf(`${name}${turn}`));
    }
    connection.close();
  });
}

const ENDINGS = {
  'a FIN': (connection: RawConnection) => connection.end(),
  'a reset': (connection: RawConnection) => connection.reset(),
};

describe('connections to backends', () => {
  it('are used again', async () => {
    const gateway = await aGateway({ backends: ['a'] });
    await gateway.sequence(10);
    expect(gateway.backend('a').accepted).toBe(1);
  });

  it('are as many as there are requests at once, and no more than the pool allows', async () => {
    const gateway = await aGateway({ backends: ['a'], pool: { connections: { max: 3 } } });
    const answers = await Promise.all(Array.from({ length: 12 }, () => gateway.fetch('/')));
    expect(answers.map((answer) => answer.text)).toEqual(Array(12).fill('a'));
    expect(gateway.backend('a').accepted).toBe(3);
  });

  it('are not used again when the backend says so', async () => {
    const gateway = await aGateway({ backends: ['a'] });
    gateway.backend('a').answer((_request, response) => response.setHeader('connection', 'close').end('a'));
    await gateway.sequence(3);
    expect(gateway.backend('a').accepted).toBe(3);
  });

  it('are not used again when the backend keeps them no longer than a second', async () => {
    const gateway = await aGateway({ backends: ['a'] });
    gateway.backend('a').answer((_request, response) => {
      response.setHeader('keep-alive', 'timeout=1').end('a');
    });
    await gateway.sequence(3);
    expect(gateway.backend('a').accepted).toBe(3);
  });

  it('are closed when they have been idle for the time the pool says', async () => {
    let closed: Promise<string> | undefined;
    const backend = new RawBackend('a', async (connection) => {
      closed = connection.untilEnded();
      await connection.head();
      connection.write(answerOf('a'));
    });
    const gateway = await aGateway({ backends: [backend], pool: { connections: { idleTimeout: '100ms' } } });
    await gateway.fetch('/');
    await closed;
    expect((await gateway.fetch('/')).text).toBe('a');
    expect(backend.accepted).toBe(2);
  });

  it('that the backend closes while idle are not used again, for any method', async () => {
    const gateway = await aGateway({ backends: ['a'] });
    const { server } = gateway.backend('a');
    const connected = once(server, 'connection');
    await gateway.fetch('/');
    const [socket] = (await connected) as [NodeJS.EventEmitter];
    const closed = once(socket, 'close');
    server.closeIdleConnections();
    await closed;
    await gateway.catchUp();
    expect((await gateway.fetch('/', { method: 'POST', body: 'x' })).text).toBe('a');
  });

  it('on which an unexpected byte comes are not used again', async () => {
    const poisoned = new RawBackend('a', async (connection, turn) => {
      await connection.head();
      connection.write(answerOf(`a${turn}`));
      if (turn > 1) return;
      connection.write(answerOf('POISON'));
      await connection.untilClosed();
    });
    const gateway = await aGateway({ backends: [poisoned] });
    const answers = await gateway.sequence(2);
    expect(answers[1]).toBe('a2');
    expect(answers).not.toContain('POISON');
  });
});

describe('a kept connection that the backend closes just as a request arrives', () => {
  describe.each(Object.entries(ENDINGS))('by %s', (_name, end) => {
    it.each(['GET', 'HEAD', 'PUT', 'DELETE', 'OPTIONS'])(
      'has the %s repeated on a fresh connection to the same backend',
      async (method) => {
        const backend = endingAfter(1, end);
        const gateway = await aGateway({ backends: [backend, 'b'], pool: { balance: 'first' } });
        await gateway.fetch('/');
        expect((await gateway.fetch('/', { method })).status).toBe(200);
        expect(backend.accepted).toBe(2);
        expect(gateway.backend('b').requests).toEqual([]);
      },
    );

    it('has a POST not repeated, which may have been done', async () => {
      const backend = endingAfter(1, end);
      const gateway = await aGateway({ backends: [backend, 'b'], pool: { balance: 'first' } });
      await gateway.fetch('/');
      const answer = await gateway.fetch('/', { method: 'POST' });
      expect(JSON.parse(answer.text)).toMatchObject({ status: 502, code: 'upstream_closed' });
      expect(backend.accepted).toBe(1);
      expect(gateway.backend('b').requests).toEqual([]);
    });

    it('has a POST with an Idempotency-Key repeated, body and all', async () => {
      const gateway = await aGateway({ backends: [endingAfter(1, end)] });
      await gateway.fetch('/');
      const headers = { 'Idempotency-Key': 'k', 'Content-Length': 0 };
      expect((await gateway.fetch('/', { method: 'POST', headers })).text).toBe('a2');
    });

    it('is not held against the backend', async () => {
      const gateway = await aGateway({ backends: [endingAfter(1, end)] });
      await gateway.sequence(2);
      expect(gateway.state('a').failures).toBe(0);
    });

    it('has the request repeated to an owner, too', async () => {
      const gateway = await aGateway({ backends: [endingAfter(1, end), 'b'] });
      expect(await gateway.sequence(2, '/items/1')).toEqual(['a1', 'a2']);
    });

    it('is not repeated for ever when fresh connections end like it', async () => {
      const backend = new RawBackend('a', async (connection, turn) => {
        await connection.head();
        if (turn > 1) return end(connection);
        connection.write(answerOf('a'));
        await connection.head();
        end(connection);
      });
      const gateway = await aGateway({ backends: [backend] });
      await gateway.fetch('/');
      expect((await gateway.fetch('/')).status).toBe(502);
      expect(backend.accepted).toBe(2);
    });
  });
});

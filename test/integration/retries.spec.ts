import { METHODS } from 'node:http';
import { RawBackend } from '../support/raw-backend';
import { aGateway, type TestGateway } from '../support/test-gateway';

/** Takes a request and closes the connection without a word. */
const closing = (name: string) =>
  new RawBackend(name, async (connection) => {
    await connection.head();
    connection.close();
  });

/** Methods of the registry of IANA that this version of Node can send, beside the usual ones. */
const IDEMPOTENT = ['QUERY', 'PROPFIND', 'REPORT', 'SEARCH', 'MKCOL', 'UNLOCK'].filter((method) =>
  METHODS.includes(method),
);

const codeOf = (answer: { text: string }) => (JSON.parse(answer.text) as { code: string }).code;

async function nextFailing(backend: string | RawBackend, pool = {}): Promise<TestGateway> {
  return aGateway({ backends: [backend, 'b'], pool: { balance: 'first', ...pool } });
}

describe('retries', () => {
  describe('when a backend cannot be connected to', () => {
    it.each(['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'])('try another, for %s', async (method) => {
      const gateway = await nextFailing('a');
      await gateway.kill('a');
      expect(await gateway.fetch('/', { method })).toMatchObject({ status: 200, text: 'b' });
    });

    it('send the body to the other, every byte of it', async () => {
      const gateway = await nextFailing('a');
      await gateway.kill('a');
      const body = Buffer.alloc(50_000, 'body');
      await gateway.fetch('/', { method: 'POST', body });
      expect(await gateway.backend('b').requests[0].body()).toEqual(body);
    });

    it('send a large upload to the other, too', async () => {
      const gateway = await nextFailing('a');
      await gateway.kill('a');
      const body = Buffer.alloc(5_000_000, 'body');
      expect((await gateway.fetch('/', { method: 'POST', body })).text).toBe('b');
      expect((await gateway.backend('b').requests[0].body()).equals(body)).toBe(true);
    });
  });

  describe('when a backend closes before its answer', () => {
    it.each(['GET', 'HEAD', 'PUT', 'DELETE', 'OPTIONS', ...IDEMPOTENT])(
      'try another, for %s',
      async (method) => {
        const gateway = await nextFailing(closing('a'));
        expect((await gateway.fetch('/', { method })).status).toBe(200);
        expect(gateway.backend('b').requests).toHaveLength(1);
      },
    );

    it.each(['POST', 'PATCH', 'LOCK'])('do not repeat %s, which may have been done', async (method) => {
      const gateway = await nextFailing(closing('a'));
      const answer = await gateway.fetch('/', { method, body: 'x' });
      expect([answer.status, codeOf(answer)]).toEqual([502, 'upstream_closed']);
      expect(gateway.backend('b').requests).toEqual([]);
    });

    it('repeat a POST whose Idempotency-Key lets the backend tell the two are one', async () => {
      const gateway = await nextFailing(closing('a'));
      const headers = { 'Idempotency-Key': 'k', 'Content-Length': 4 };
      const answer = await gateway.fetch('/', { method: 'POST', headers, body: 'body' });
      expect(answer.text).toBe('b');
      expect((await gateway.backend('b').requests[0].body()).toString()).toBe('body');
    });

    it('replay a body of up to 64 KiB', async () => {
      const gateway = await nextFailing(closing('a'));
      const body = Buffer.alloc(64 * 1024, 'body');
      expect((await gateway.fetch('/', { method: 'PUT', body })).text).toBe('b');
      expect((await gateway.backend('b').requests[0].body()).equals(body)).toBe(true);
    });

    it('do not repeat a longer body once it was read', async () => {
      const reading = new RawBackend('a', async (connection) => {
        await connection.head();
        await connection.bytes(64 * 1024 + 1);
        connection.close();
      });
      const gateway = await nextFailing(reading);
      const body = Buffer.alloc(64 * 1024 + 1);
      const answer = await gateway.fetch('/', { method: 'PUT', body });
      expect([answer.status, codeOf(answer)]).toEqual([502, 'upstream_closed']);
      expect(gateway.backend('b').requests).toEqual([]);
    });
  });

  it('try another after an answer that is not HTTP', async () => {
    const garbage = new RawBackend('a', async (connection) => {
      await connection.head();
      connection.write('SSH-2.0-OpenSSH_9.2\r\n');
    });
    const gateway = await nextFailing(garbage);
    expect((await gateway.fetch('/')).text).toBe('b');
  });

  it('never happen after the first byte of an answer went to the client', async () => {
    const breaking = new RawBackend('a', async (connection) => {
      await connection.head();
      connection.write('HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf');
      connection.end();
    });
    const gateway = await nextFailing(breaking);
    await expect(gateway.fetch('/')).rejects.toThrow('aborted');
    expect(gateway.backend('b').requests).toEqual([]);
  });

  it('pass on an error that a backend answers, since it is an answer', async () => {
    const gateway = await nextFailing('a');
    gateway.backend('a').answer((_request, response) => response.writeHead(500).end('broken'));
    expect(await gateway.fetch('/')).toMatchObject({ status: 500, text: 'broken' });
  });

  describe('when a backend answers 503', () => {
    /** A gateway whose first backend of two is busy. */
    async function firstBusy(pool = {}): Promise<TestGateway> {
      const gateway = await nextFailing('a', pool);
      gateway.backend('a').answer((_request, response) => response.writeHead(503).end('busy'));
      return gateway;
    }

    it.each(['GET', 'PUT', 'DELETE', 'OPTIONS'])('ask another, for %s', async (method) => {
      const gateway = await firstBusy();
      expect(await gateway.fetch('/', { method })).toMatchObject({ status: 200, text: 'b' });
    });

    it('send the body to the other, every byte of it', async () => {
      const gateway = await firstBusy();
      const body = Buffer.alloc(50_000, 'body');
      await gateway.fetch('/', { method: 'PUT', body });
      expect(await gateway.backend('b').requests[0].body()).toEqual(body);
    });

    it('pass it on to a client that sent POST, or too much to keep', async () => {
      const gateway = await firstBusy();
      expect(await gateway.fetch('/', { method: 'POST', body: 'x' })).toMatchObject({ text: 'busy' });
      const body = Buffer.alloc(64 * 1024 + 1);
      gateway.backend('a').answer((request, response) => {
        request.resume().on('end', () => response.writeHead(503).end('busy'));
      });
      expect(await gateway.fetch('/', { method: 'PUT', body })).toMatchObject({ text: 'busy' });
      expect(gateway.backend('b').requests).toEqual([]);
    });

    it('pass on the answer of the last one when all are busy', async () => {
      const gateway = await firstBusy();
      gateway.backend('b').answer((_request, response) => response.writeHead(503).end('busy, too'));
      expect(await gateway.fetch('/')).toMatchObject({ status: 503, text: 'busy, too' });
    });

    it('pass it on for what names a resource, which another one may not have', async () => {
      const gateway = await firstBusy();
      expect(await gateway.fetch('/items/1')).toMatchObject({ status: 503, text: 'busy' });
      expect(gateway.backend('b').requests).toEqual([]);
    });

    it('pass it on where the pool names no status, or allows no other attempt', async () => {
      const silent = await firstBusy({ retry: { onStatuses: [] } });
      expect((await silent.fetch('/')).status).toBe(503);
      const once = await firstBusy({ retry: { attempts: 1 } });
      expect((await once.fetch('/')).status).toBe(503);
    });

    it('ask another in the place of the statuses that the pool names', async () => {
      const gateway = await nextFailing('a', { retry: { onStatuses: [502, 504] } });
      gateway.backend('a').answer((_request, response) => response.writeHead(504).end('late'));
      expect(await gateway.fetch('/')).toMatchObject({ status: 200, text: 'b' });
    });
  });

  it('never lead away from an owner', async () => {
    const gateway = await aGateway({ backends: ['a', 'b'] });
    await gateway.fetch('/items/1');
    gateway.backend('a').answer((request) => request.socket.destroy());
    const answer = await gateway.fetch('/items/1');
    expect([answer.status, codeOf(answer)]).toEqual([502, 'upstream_closed']);
    expect(gateway.backend('b').requests).toEqual([]);
  });

  it('end after three attempts', async () => {
    const backends = ['a', 'b', 'c', 'd'].map(closing);
    const gateway = await aGateway({ backends });
    const answer = await gateway.fetch('/');
    expect([answer.status, codeOf(answer)]).toEqual([502, 'upstream_closed']);
    expect(backends.reduce((sum, backend) => sum + backend.accepted, 0)).toBe(3);
  });

  it('end after as many attempts as the pool allows', async () => {
    const gateway = await nextFailing(closing('a'), { retry: { attempts: 1 } });
    expect((await gateway.fetch('/')).status).toBe(502);
    expect(gateway.backend('b').requests).toEqual([]);
  });

  it('ask no backend twice, and answer how the last one failed', async () => {
    const backends = [closing('a'), closing('b')];
    const gateway = await aGateway({ backends });
    const answer = await gateway.fetch('/');
    expect([answer.status, codeOf(answer)]).toEqual([502, 'upstream_closed']);
    expect(backends.map((backend) => backend.accepted)).toEqual([1, 1]);
  });

  it('stay within their budget, of which three at a time are always granted', async () => {
    const gateway = await nextFailing(closing('a'), { retry: { budget: '0%' } });
    const b = gateway.backend('b');
    b.fallSilent();
    const granted = [];
    const responses = [];
    for (let count = 0; count < 3; count++) {
      const arrived = b.nextRequest();
      granted.push(gateway.fetch('/'));
      responses.push((await arrived).response);
    }
    const refused = await gateway.fetch('/');
    expect([refused.status, codeOf(refused)]).toEqual([502, 'upstream_closed']);
    for (const response of responses) response.end('b');
    expect((await Promise.all(granted)).map((answer) => answer.text)).toEqual(['b', 'b', 'b']);
    b.answerAsUsual();
    expect((await gateway.fetch('/')).text).toBe('b');
  });

  it('take nothing out of the budget when the backend could not even be connected to', async () => {
    const gateway = await nextFailing('a', { retry: { budget: '0%' } });
    await gateway.kill('a');
    const b = gateway.backend('b');
    b.fallSilent();
    const fetching = [];
    const responses = [];
    for (let count = 0; count < 5; count++) {
      const arrived = b.nextRequest();
      fetching.push(gateway.fetch('/'));
      responses.push((await arrived).response);
    }
    for (const response of responses) response.end('b');
    expect((await Promise.all(fetching)).map((answer) => answer.text)).toEqual(Array(5).fill('b'));
  });
});

import { once } from 'node:events';
import { setInterval } from 'node:timers/promises';
import { StickySessionStore } from '../../apps/gateway/src/data-plane/affinity/sticky-session.store';
import { RawBackend } from '../support/raw-backend';
import { aGateway, type TestGateway } from '../support/test-gateway';

const SHORT = '250ms';
const POST = 'POST / HTTP/1.1\r\nHost: h\r\n';

const codeOf = (answer: { text: string }) => (JSON.parse(answer.text) as { code: string }).code;

describe('the time limit', () => {
  describe('for a connection to a backend', () => {
    /** Accepts connections and never answers a handshake, as a host behind a black hole never answers a SYN. */
    class BlackHole extends RawBackend {
      constructor(name: string) {
        super(name, () => undefined);
      }
      override get url(): string {
        return super.url.replace('http:', 'https:');
      }
    }

    it('leads to another backend, for any method', async () => {
      const gateway = await aGateway({
        backends: [new BlackHole('a'), 'b'],
        pool: { timeouts: { connect: SHORT } },
      });
      expect((await gateway.fetch('/', { method: 'POST', body: 'x' })).text).toBe('b');
    });

    it('leads a large upload there, too: of what is not sent again nothing is read before', async () => {
      const gateway = await aGateway({
        backends: [new BlackHole('a'), 'b'],
        pool: { timeouts: { connect: SHORT } },
      });
      const body = Buffer.alloc(2_000_000, 'body');
      expect((await gateway.fetch('/', { method: 'POST', body })).text).toBe('b');
      expect((await gateway.backend('b').requests[0].body()).equals(body)).toBe(true);
    });

    it.each([['a'], ['a', 'b'], ['a', 'b', 'c', 'd']])(
      'gives 504 upstream_connect_timeout when no attempt kept it',
      async (...names) => {
        const backends = names.map((name) => new BlackHole(name));
        const gateway = await aGateway({ backends, pool: { timeouts: { connect: SHORT } } });
        const answer = await gateway.fetch('/', { method: 'POST', body: 'x' });
        expect([answer.status, codeOf(answer)]).toEqual([504, 'upstream_connect_timeout']);
        expect(backends.filter(({ accepted }) => accepted > 0)).toHaveLength(Math.min(names.length, 3));
      },
    );

    it.each(['timed out first', 'was refused first'])(
      'gives 503 no_backend_available when another attempt was refused: it %s',
      async (order) => {
        const hole = new BlackHole('hole');
        const backends = order === 'timed out first' ? [hole, 'a'] : ['a', hole];
        const gateway = await aGateway({ backends, pool: { timeouts: { connect: SHORT } } });
        await gateway.kill('a');
        const answer = await gateway.fetch('/');
        expect([answer.status, codeOf(answer)]).toEqual([503, 'no_backend_available']);
      },
    );

    it('gives 503 owner_unavailable when it is the owner that cannot be reached', async () => {
      const gateway = await aGateway({
        backends: [new BlackHole('a'), 'b'],
        pool: { timeouts: { connect: SHORT } },
      });
      await gateway.application.app.get(StickySessionStore).claim('items/main/1', 'a');
      const answer = await gateway.fetch('/items/1');
      expect([answer.status, codeOf(answer)]).toEqual([503, 'owner_unavailable']);
    });
  });

  describe('for an answer to begin', () => {
    async function aSilentBackend(settings: object): Promise<TestGateway> {
      const gateway = await aGateway({ backends: ['a'], ...settings });
      gateway.backend('a').fallSilent();
      return gateway;
    }

    it.each(['GET', 'POST'])('gives 504 upstream_timeout to %s', async (method) => {
      const gateway = await aSilentBackend({ pool: { timeouts: { response: SHORT } } });
      const answer = await gateway.fetch('/', { method });
      expect([answer.status, codeOf(answer)]).toEqual([504, 'upstream_timeout']);
    });

    it('is the one of the route where that has its own', async () => {
      const gateway = await aSilentBackend({ routes: [{ pool: 'main', timeouts: { response: SHORT } }] });
      expect((await gateway.fetch('/', { method: 'POST' })).status).toBe(504);
    });

    it('cancels the request, so that the backend does not work in vain', async () => {
      const gateway = await aSilentBackend({ pool: { timeouts: { response: SHORT } } });
      const arrived = gateway.backend('a').nextRequest();
      const fetching = gateway.fetch('/', { method: 'POST' });
      const { response } = await arrived;
      await Promise.all([once(response, 'close'), fetching]);
      expect(response.writableFinished).toBe(false);
    });

    it('begins when the upload is complete: who uploads slowly is not a slow backend', async () => {
      const gateway = await aGateway({ backends: ['a'], pool: { timeouts: { response: SHORT } } });
      const client = await gateway.connect();
      const bytes = 4;
      client.write(`${POST}Connection: close\r\nContent-Length: ${bytes}\r\n\r\n`);
      let sent = 0;
      for await (const _ of setInterval(100)) {
        client.write('x');
        if (++sent === bytes) break;
      }
      expect(await client.untilEnded()).toMatch(/^HTTP\/1.1 200 OK/);
    });
  });

  it('between two pieces of an answer breaks it off', async () => {
    const gateway = await aGateway({ backends: ['a'], pool: { timeouts: { bodyIdle: SHORT } } });
    gateway.backend('a').answer((_request, response) => {
      response.writeHead(200, { 'content-length': 10 }).write('half');
    });
    await expect(gateway.fetch('/')).rejects.toThrow('aborted');
  });

  it('for a connection to become free gives 503 overloaded', async () => {
    const connections = { max: 1, queueTimeout: SHORT };
    const gateway = await aGateway({ backends: ['a'], pool: { connections } });
    gateway.backend('a').fallSilent();
    const arrived = gateway.backend('a').nextRequest();
    const first = gateway.fetch('/');
    const { response } = await arrived;
    const answer = await gateway.fetch('/', { method: 'POST', body: 'x' });
    expect([answer.status, codeOf(answer), answer.headers['retry-after']]).toEqual([503, 'overloaded', '1']);
    response.end('a');
    expect((await first).text).toBe('a');
  });

  it('for a connection is not waited for when too many wait already', async () => {
    const connections = { max: 1, queue: 0 };
    const gateway = await aGateway({ backends: ['a'], pool: { connections } });
    gateway.backend('a').fallSilent();
    const arrived = gateway.backend('a').nextRequest();
    const first = gateway.fetch('/');
    const { response } = await arrived;
    const answer = await gateway.fetch('/');
    expect([answer.status, codeOf(answer)]).toEqual([503, 'overloaded']);
    response.end('a');
    await first;
  });

  it('for a connection to become free is not held against the backend', async () => {
    const connections = { max: 1, queueTimeout: SHORT };
    const gateway = await aGateway({ backends: ['a'], pool: { connections } });
    gateway.backend('a').fallSilent();
    const arrived = gateway.backend('a').nextRequest();
    const first = gateway.fetch('/');
    const { response } = await arrived;
    await gateway.fetch('/');
    expect(gateway.state('a').failures).toBe(0);
    response.end('a');
    await first;
  });

  it('for the head of a request gives 408 request_timeout and closes', async () => {
    const gateway = await aGateway({ backends: ['a'], listen: { timeouts: { headers: SHORT } } });
    const client = await gateway.connect();
    client.write('GET / HTTP/1.1\r\nHost: h\r\nX-Slow: ');
    const answer = await client.untilEnded();
    expect(answer).toMatch(/^HTTP\/1.1 408 Request Timeout\r\n[^]*Connection: close\r\n/);
    expect(answer).toContain('"code":"request_timeout"');
  });

  it('for the head of a request runs for a client that says nothing at all, too', async () => {
    const gateway = await aGateway({ backends: ['a'], listen: { timeouts: { headers: SHORT } } });
    const client = await gateway.connect();
    await client.untilEnded();
    expect(client.ended).toBe(true);
  });

  describe('for the body of a request', () => {
    const listen = { timeouts: { bodyIdle: '200ms' } };

    it('gives 408 request_body_timeout to a client that stalls, and closes', async () => {
      const gateway = await aGateway({ backends: ['a'], listen });
      const client = await gateway.connect();
      client.write(`${POST}Content-Length: 1000\r\n\r\nhalf`);
      const answer = await client.untilEnded();
      expect(answer).toMatch(/^HTTP\/1.1 408 Request Timeout\r\n[^]*Connection: close\r\n/);
      expect(answer).toContain('"code":"request_body_timeout"');
    });

    it('gives 408 to a client that sends less than 1 KiB a second', async () => {
      const gateway = await aGateway({ backends: ['a'], listen });
      const client = await gateway.connect();
      client.write(`${POST}Content-Length: 100000\r\n\r\n`);
      for await (const _ of setInterval(50)) {
        if (client.ended) break;
        client.write('x');
      }
      expect(client.received).toContain('"code":"request_body_timeout"');
    });

    it('lets an upload of any length go on that keeps moving', async () => {
      const gateway = await aGateway({ backends: ['a'], listen: { timeouts: { bodyIdle: '1s' } } });
      const client = await gateway.connect();
      const pieces = 12;
      client.write(`${POST}Connection: close\r\nContent-Length: ${pieces * 2000}\r\n\r\n`);
      let sent = 0;
      for await (const _ of setInterval(100)) {
        client.write('x'.repeat(2000));
        if (++sent === pieces) break;
      }
      expect(await client.untilEnded()).toMatch(/^HTTP\/1.1 200 OK/);
    });

    it('is not held against the backend', async () => {
      const gateway = await aGateway({ backends: ['a'], listen });
      const client = await gateway.connect();
      client.write(`${POST}Content-Length: 1000\r\n\r\nhalf`);
      await client.untilEnded();
      expect(await gateway.sequence(2)).toEqual(['a', 'a']);
      expect(gateway.state('a').failures).toBe(0);
    });
  });

  it('between two requests of a connection closes it', async () => {
    const gateway = await aGateway({ backends: ['a'], listen: { timeouts: { keepAlive: SHORT } } });
    const client = await gateway.connect();
    client.write('GET / HTTP/1.1\r\nHost: h\r\n\r\n');
    expect(await client.untilEnded()).toMatch(/^HTTP\/1.1 200 OK\r\n[^]*\r\n\r\na$/);
  });
});

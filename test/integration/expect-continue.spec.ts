import { RawBackend, type Taking } from '../support/raw-backend';
import { type RawConnection } from '../support/raw-connection';
import { aGateway } from '../support/test-gateway';

async function between(backend: Taking): Promise<RawConnection> {
  const gateway = await aGateway({ backends: [new RawBackend('a', backend)] });
  return gateway.connect();
}

const POST = 'POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 4\r\n';
const OK = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok';

describe('Expect: 100-continue', () => {
  it('is decided by the backend: the body comes when it says so', async () => {
    let body = '';
    const client = await between(async (backend) => {
      expect(await backend.head()).toContain('\r\nExpect: 100-continue\r\n');
      expect(backend.received).toBe('');
      backend.write('HTTP/1.1 100 Continue\r\n\r\n');
      body = await backend.bytes(4);
      backend.write(OK);
    });
    client.write(`${POST}Expect: 100-continue\r\n\r\n`);
    expect(await client.head()).toBe('HTTP/1.1 100 Continue\r\n\r\n');
    client.write('body');
    expect(await client.until('ok')).toMatch(/^HTTP\/1.1 200 OK\r\n/);
    expect(body).toBe('body');
  });

  it('lets the backend refuse before the body is sent', async () => {
    const client = await between(async (backend) => {
      await backend.head();
      backend.write('HTTP/1.1 413 Too Large\r\nContent-Length: 2\r\n\r\nno');
    });
    client.write(`${POST}Expect: 100-continue\r\n\r\n`);
    const answer = await client.untilEnded();
    expect(answer).toMatch(/^HTTP\/1.1 413 Too Large\r\n[^]*Connection: close\r\n\r\nno$/);
  });

  it('does not hold up a client that sends the body without waiting', async () => {
    const client = await between(async (backend) => {
      await backend.head();
      backend.write('HTTP/1.1 100 Continue\r\n\r\n');
      backend.write(OK.replace('ok', (await backend.bytes(4)).slice(2)));
    });
    client.write(`${POST}Expect: 100-continue\r\n\r\nbody`);
    expect(await client.until('dy')).toMatch(/200 OK/);
  });

  it('is answered with 417 when it expects anything else', async () => {
    const gateway = await aGateway({ backends: ['a'] });
    const answer = await gateway.raw(`${POST}Expect: miracles\r\nConnection: close\r\n\r\nbody`);
    expect(answer).toMatch(/^HTTP\/1.1 417 [^]*"code":"expectation_failed"/);
    expect(gateway.backend('a').requests).toEqual([]);
  });
});

describe('interim answers', () => {
  it('pass when they are hints, header lines and all', async () => {
    const client = await between(async (backend) => {
      await backend.head();
      backend.write('HTTP/1.1 103 Early Hints\r\nLink: </a.css>; rel=preload\r\nlink: </b.css>\r\n\r\n');
      await hinted;
      backend.write(OK);
    });
    let told = () => {};
    const hinted = new Promise<void>((resolve) => (told = resolve));
    client.write('GET / HTTP/1.1\r\nHost: h\r\n\r\n');
    expect(await client.head()).toBe(
      'HTTP/1.1 103 Early Hints\r\nLink: </a.css>; rel=preload\r\nlink: </b.css>\r\n\r\n',
    );
    told();
    expect(await client.until('ok')).toMatch(/^HTTP\/1.1 200 OK/);
  });

  it('of 100 do not reach a client that did not ask', async () => {
    const client = await between(async (backend) => {
      await backend.head();
      backend.write(`HTTP/1.1 100 Continue\r\n\r\n${OK}`);
    });
    client.write('GET / HTTP/1.1\r\nHost: h\r\n\r\n');
    expect(await client.until('ok')).toMatch(/^HTTP\/1.1 200 OK/);
  });

  it('do not reach a client of HTTP/1.0, which would take them for the answer', async () => {
    const client = await between(async (backend) => {
      await backend.head();
      backend.write(`HTTP/1.1 103 Early Hints\r\nLink: </a.css>\r\n\r\n${OK}`);
    });
    client.write('GET / HTTP/1.0\r\nHost: h\r\n\r\n');
    expect(await client.untilEnded()).toMatch(/^HTTP\/1.1 200 OK/);
  });

  it('in numbers that no backend means end the exchange', async () => {
    const client = await between(async (backend) => {
      await backend.head();
      backend.write('HTTP/1.1 102 Processing\r\n\r\n'.repeat(33) + OK);
    });
    client.write('POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 0\r\n\r\n');
    expect(await client.until('"code"')).toMatch(/HTTP\/1.1 502 [^]*"code":"upstream_protocol"/);
  });
});

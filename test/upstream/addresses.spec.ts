import dns from 'node:dns';
import { closedAfterTest } from '../support/closing';
import { answers, OK } from './support/answers';
import { Certificates, pemOf } from './support/certificates';
import { SocketClient } from './support/socket-client';
import { someSettings } from './support/some-settings';
import { started } from './support/started';
import { TlsBackend } from './support/tls-backend';
import { readTls } from '../../apps/gateway/src/data-plane/upstream/connections/upstream-tls';

const NAME = 'two.addresses';

/** Makes the name stand for two addresses, of which only the second answers. */
function nameTwoAddresses(): void {
  const { lookup } = dns;
  const resolve = (
    host: string,
    options: dns.LookupOptions,
    answer: (...results: unknown[]) => void,
  ): void => {
    const addresses = [
      { address: '::1', family: 6 },
      { address: '127.0.0.1', family: 4 },
    ];
    if (host === NAME) process.nextTick(answer, null, addresses);
    else lookup(host, options, answer);
  };
  const spy = jest.spyOn(dns, 'lookup').mockImplementation(resolve as unknown as typeof lookup);
  closedAfterTest({ close: () => spy.mockRestore() });
}

describe('a backend whose name stands for several addresses', () => {
  beforeEach(nameTwoAddresses);

  it('is reached at the one that answers', async () => {
    const backend = await started(answers(OK));
    const client = new SocketClient(backend.url.replace('127.0.0.1', NAME));
    for (let n = 0; n < 3; n++) {
      expect((await client.get()).calls).toEqual(['connection', 'head 200', 'body', 'end']);
    }
    expect(backend.accepted).toBe(1);
  });

  it('is reached at the one that answers over TLS', async () => {
    const certificates = closedAfterTest(new Certificates());
    const backend = await TlsBackend.started(pemOf(certificates.sign(NAME)), answers(OK));
    const tls = readTls({ ca: certificates.ca, verify: true });
    const client = new SocketClient(backend.url.replace('127.0.0.1', NAME), { ...someSettings(), tls });
    for (let n = 0; n < 3; n++) expect((await client.get()).body).toBe('ok');
    expect(backend.accepted).toBe(1);
  });

  it('never is answered for with what another connection read before', async () => {
    const poison = await started(answers('HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nPOISON'));
    const client = new SocketClient(poison.url);
    expect((await client.get()).body).toBe('POISON');
    const backend = await started(answers('HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nhonest'));
    client.turnTo(backend.url.replace('127.0.0.1', NAME));
    expect((await client.get()).body).toBe('honest');
  });
});

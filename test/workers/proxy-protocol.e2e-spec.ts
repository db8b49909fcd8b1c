import { closedAfterTest } from '../support/closing';
import { RawConnection } from '../support/raw-connection';
import { rawRequest } from '../support/raw-request';
import { binaryHeader, ipv4Addresses, PROXY, TCP4, textHeader } from '../security/support/proxy-headers';
import { onEachWorker } from './support/each-worker';
import { ManyProcesses } from './support/many-processes';

const GET = 'GET / HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n';
const CLIENT = '203.0.113.7';

let gateway: ManyProcesses;

beforeAll(async () => {
  gateway = await ManyProcesses.start(['a'], (backends) => ({
    workers: 2,
    listen: { proxyProtocol: 'required', trustedProxies: ['127.0.0.1'], deny: ['203.0.113.66'] },
    pools: { main: { backends } },
    routes: [
      { path: '/limited', pool: 'main', rateLimit: { limit: '3/1h' } },
      { path: '/', pool: 'main' },
    ],
  }));
});
afterAll(() => gateway?.close());

const connection = async (): Promise<RawConnection> => closedAfterTest(await RawConnection.to(gateway.port));

it.each([
  ['version 1', textHeader(CLIENT)],
  ['version 2', binaryHeader(PROXY, TCP4, ipv4Addresses(203, 0, 113, 7))],
])('each worker is told who the client is, %s', async (_name, header) => {
  for (const proxy of await onEachWorker(gateway, connection)) {
    proxy.write(header);
    proxy.write(GET);
    expect(await proxy.untilEnded()).toMatch(/^HTTP\/1\.1 200 OK\r\n/);
    expect(gateway.backend('a').requests.at(-1)!.headers['x-forwarded-for']).toBe(CLIENT);
  }
});

it('each worker knows whom it shall not let in', async () => {
  for (const proxy of await onEachWorker(gateway, connection)) {
    proxy.write(Buffer.concat([textHeader('203.0.113.66'), Buffer.from(GET)]));
    expect(await proxy.untilEnded()).toMatch(/^HTTP\/1\.1 403 /);
  }
});

it('each worker closes what does not begin with it', async () => {
  const { requests } = gateway.backend('a');
  const before = requests.length;
  for (const proxy of await onEachWorker(gateway, connection)) {
    proxy.write(GET);
    expect(await proxy.untilEnded()).toBe('');
  }
  expect(requests).toHaveLength(before);
});

it('the workers hold the clients behind one proxy to one rate each', async () => {
  const ask = async (client: string): Promise<string> => {
    const get = Buffer.from(GET.replace('/', '/limited'));
    const answer = await rawRequest(gateway.port, Buffer.concat([textHeader(client), get]));
    return answer.slice('HTTP/1.1 '.length, 'HTTP/1.1 200'.length);
  };
  for (const client of ['203.0.113.1', '203.0.113.2']) {
    const statuses = await Promise.all(Array.from({ length: 9 }, () => ask(client)));
    expect(statuses.sort()).toEqual([...Array(3).fill('200'), ...Array(6).fill('429')]);
  }
});

import { createServer, type RequestListener } from 'node:http';
import { createServer as createNetServer, type Server } from 'node:net';
import { type AddressInfo } from 'node:net';
import { once } from 'node:events';
import { closedAfterTest } from '../support/closing';
import { aGateway } from '../support/test-gateway';
import { runCommand } from './support/run-command';

/** One line of each command that asks a running gateway. */
const COMMANDS = [
  ...['status', 'backends', 'discovery', 'drain a', 'enable a', 'disable a', 'weight a 2', 'who-owns 42'],
  ...['explain GET /', 'events', 'reload', 'workers', 'restart', 'upgrade', 'gateways', 'status --json'],
];

const json = (status: number, body: unknown): RequestListener => {
  return (_request, response) => {
    response.writeHead(status, { 'Content-Type': 'application/json' });
    response.end(JSON.stringify(body));
  };
};

const SERVERS: Record<string, RequestListener> = {
  'an empty object': json(200, {}),
  'an empty list': json(200, []),
  null: json(200, null),
  'half of what is asked for': json(200, { pools: [{ backends: [{}] }] }),
  'a page': (_request, response) => response.setHeader('Content-Type', 'text/html').end('<html></html>'),
  'nothing at all': (_request, response) => response.writeHead(204).end(),
  'that it moved': (_request, response) => response.writeHead(302, { Location: '/elsewhere' }).end(),
  401: json(401, { detail: 'Who are you?' }),
  404: json(404, { detail: 'No such page' }),
  500: (_request, response) =>
    response.writeHead(500).end('Exception\n  at Thing.java:1\n  at Thing.java:2\n'),
  'half a response': (request, response) => {
    response.writeHead(200, { 'Content-Length': '100' }).write('{');
    setImmediate(() => request.socket.destroy());
  },
};

async function portOf(server: Server): Promise<number> {
  closedAfterTest({ close: () => void server.close() });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

describe('a server that is no admin API of a gateway', () => {
  it.each(Object.keys(SERVERS))('is recognised by every command when it answers %s', async (answer) => {
    const adminPort = await portOf(createServer(SERVERS[answer]));
    for (const command of COMMANDS) {
      const { code, out, err } = await runCommand({ adminPort }, command.split(' '));
      expect([command, code, out]).toEqual([command, 3, '']);
      expect(err.split('\n')).toEqual([expect.stringContaining('--admin http://host:port')]);
    }
  });

  it('is recognised when it does not speak HTTP', async () => {
    const adminPort = await portOf(createNetServer((socket) => socket.end('220 mail.test ESMTP\r\n')));
    const { code, err } = await runCommand({ adminPort }, ['status']);
    expect([code, err.split('\n')]).toEqual([3, [expect.stringContaining('No gateway responds')]]);
  });

  it('is recognised when it is the public port of a gateway', async () => {
    const { port } = await aGateway({ backends: ['a'] });
    expect(await runCommand({ adminPort: port }, ['status'])).toMatchObject({
      code: 3,
      err: expect.stringContaining('is not the admin API of a gateway'),
    });
  });
});

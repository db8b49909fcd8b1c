import { once } from 'node:events';
import { createServer } from 'node:http';
import { isIP } from 'node:net';
import { ownUrl } from './own-url';

async function urlOn(host: string): Promise<URL> {
  const server = createServer().listen(0, host);
  await once(server, 'listening');
  try {
    return new URL(ownUrl(server));
  } finally {
    server.close();
  }
}

describe('where others reach a server', () => {
  it('is where it listens', async () => {
    expect((await urlOn('127.0.0.1')).hostname).toBe('127.0.0.1');
  });

  it.each(['0.0.0.0'])('is an address of the machine where it listens on all of them: %s', async (host) => {
    const { hostname, port } = await urlOn(host);
    expect(isIP(hostname.replace(/^\[|\]$/g, ''))).not.toBe(0);
    expect(hostname).not.toBe('0.0.0.0');
    expect(Number(port)).toBeGreaterThan(0);
  });
});

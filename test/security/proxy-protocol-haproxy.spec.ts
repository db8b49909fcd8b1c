import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { which } from '../../bench/which.mjs';
import { untilListening } from '../chaos/subjects/until-listening';
import { HttpClient } from '../support/http-client';
import { freePorts, Processes } from '../support/processes';
import { describeWith } from '../support/programs';
import { aGateway } from '../support/test-gateway';

describeWith('haproxy')('HAProxy in front, which hands on connections', () => {
  const processes = new Processes();
  const folder = mkdtempSync(join(tmpdir(), 'gateway-haproxy-'));
  afterEach(() => processes.endAll());
  afterAll(() => rmSync(folder, { recursive: true }));

  /** Starts an HAProxy that listens where clients come from another address than HAProxy itself. */
  async function inFrontOf(gatewayPort: number, sending: string): Promise<number> {
    const [port] = await freePorts(1);
    const file = join(folder, `${sending}.cfg`);
    writeFileSync(
      file,
      `defaults
  mode tcp
  timeout connect 5s
  timeout client 30s
  timeout server 30s
listen gateway
  bind 127.0.0.1:${port}
  server gateway 127.0.0.1:${gatewayPort} source 127.0.0.9 check inter 100ms ${sending}
`,
    );
    const haproxy = processes.start(which('haproxy')!, ['-db', '-q', '-f', file]);
    await untilListening(port, haproxy);
    return port;
  }

  it.each(['send-proxy', 'send-proxy-v2', 'send-proxy-v2 proxy-v2-options crc32c,unique-id'])(
    'tells who the client is: %s',
    async (sending) => {
      const gateway = await aGateway({
        backends: ['a'],
        listen: { proxyProtocol: 'required', trustedProxies: ['127.0.0.9'] },
      });
      const client = new HttpClient(await inFrontOf(gateway.port, sending));
      try {
        for (let turn = 0; turn < 3; turn++)
          expect(await client.fetch('/')).toMatchObject({ status: 200, text: 'a' });
      } finally {
        client.close();
      }
      const told = gateway.backend('a').requests.map(({ headers }) => headers['x-forwarded-for']);
      expect(told).toEqual(['127.0.0.1', '127.0.0.1', '127.0.0.1']);
    },
  );
});

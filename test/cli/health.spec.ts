import { writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { type AddressInfo } from 'node:net';
import { once } from 'node:events';
import { join } from 'node:path';
import { run } from '../../apps/gateway/src/cli/run';
import { type Environment } from '../../apps/gateway/src/config/variables';
import { aFolder } from '../reload/support/file-gateway';
import { closedAfterTest } from '../support/closing';
import { freePorts } from '../support/processes';
import { aGateway } from '../support/test-gateway';
import { SpokenTerminal } from './support/spoken-terminal';

async function health(words: string[], cwd: string, env: Environment = {}) {
  const terminal = new SpokenTerminal(cwd, env);
  const code = await run(['health', ...words], terminal, '1.2.3');
  return { code, out: terminal.said.join('\n'), err: terminal.complained.join('\n') };
}

function folderWith(text: string): string {
  const folder = aFolder();
  writeFileSync(join(folder, 'gateway.yaml'), text);
  return folder;
}

describe('health', () => {
  it('asks the admin port that gateway.yaml names, and says nothing when all is well', async () => {
    const { adminPort } = await aGateway({ backends: ['a'] });
    const folder = folderWith(`admin: { port: ${adminPort}, host: 0.0.0.0, token: '\${TOKEN}' }\n`);
    expect(await health([], folder)).toEqual({ code: 0, out: '', err: '' });
    expect(await health(['gateway.yaml', '--live'], folder)).toEqual({ code: 0, out: '', err: '' });
  });

  it('reads the port from the environment first', async () => {
    const { adminPort } = await aGateway({ backends: ['a'] });
    const folder = folderWith('admin: { port: 1 }\n');
    expect((await health([], folder, { ADMIN_PORT: String(adminPort) })).code).toBe(0);
    expect((await health([], aFolder(), { ADMIN_PORT: String(adminPort) })).code).toBe(0);
  });

  it('exits with 1 when no gateway answers', async () => {
    const [port] = await freePorts(1);
    const { code, err } = await health([], folderWith(`admin: { port: ${port} }\n`));
    expect([code, err]).toEqual([
      1,
      `No gateway responds at http://127.0.0.1:${port}/health/ready (ECONNREFUSED).`,
    ]);
  });

  it('exits with 1 when the gateway is not ready', async () => {
    const server = createServer((_request, response) => response.writeHead(503).end());
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    closedAfterTest({ close: () => void server.close() });
    const { port } = server.address() as AddressInfo;
    const { code, err } = await health([], aFolder(), { ADMIN_PORT: String(port) });
    expect([code, err]).toEqual([1, expect.stringContaining('not ready')]);
  });

  it('exits with 2 when the time limit is no number', async () => {
    expect((await health(['--timeout', 'soon'], aFolder())).code).toBe(2);
  });
});

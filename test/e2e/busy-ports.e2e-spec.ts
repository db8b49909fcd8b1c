import { once } from 'node:events';
import { createServer, type Server } from 'node:net';
import { busyPorts } from '../../scripts/launcher/busy-ports.mjs';
import { freePorts, isFree, Processes } from '../support/processes';

const processes = new Processes();
let ports: number[];
let holders: Server[];
beforeEach(async () => {
  ports = await freePorts(6);
  holders = [];
});
afterEach(async () => {
  await Promise.all(holders.map((server) => once(server.close(), 'close')));
  await processes.endAll();
});

async function hold(port: number, host = '127.0.0.1'): Promise<void> {
  const server = createServer().listen(port, host);
  holders.push(server);
  await once(server, 'listening');
}

const nameOf = (port: number) => `items-api:${port}`;
const lines = (...taken: number[]) =>
  busyPorts(taken.map((port) => ({ name: nameOf(port), host: '127.0.0.1', port })));

describe('a busy port', () => {
  it('is named before anything starts, together with every other one and its process', async () => {
    await hold(ports[1]);
    await hold(ports[4]);
    const [port, adminPort] = ports.slice(4).map(String);
    const options = ['--ports', ports.slice(0, 4).join(), '--port', port, '--admin-port', adminPort];
    const running = processes.start('npm', ['start', '--', ...options]);
    expect((await running.ended).code).toBe(1);
    expect(running.output).toContain(
      `Port ${ports[1]} (for items-api:${ports[1]}) is held by process ${process.pid} (`,
    );
    expect(running.output).toContain(`Port ${ports[4]} (for gateway) is held by process ${process.pid} (`);
    expect(running.output).toContain('Nothing was started.');
    expect(running.output).not.toContain('Building');
    expect(await isFree(ports[0])).toBe(true);
  });

  it('is found when a program listens on every address', async () => {
    await hold(ports[0], '0.0.0.0');
    expect(await lines(ports[0])).toEqual([expect.stringContaining(`held by process ${process.pid} (`)]);
  });

  it('is no longer busy once its holder has gone', async () => {
    await hold(ports[0]);
    await once(holders.pop()!.close(), 'close');
    expect(await lines(ports[0])).toEqual([]);
  });
});

describe('an address that this machine does not have', () => {
  it('is refused by name', async () => {
    expect(await busyPorts([{ name: 'gateway', host: '192.0.2.1', port: ports[0] }])).toEqual([
      `Port ${ports[0]} (for gateway) cannot be opened on "192.0.2.1": this machine has no such address (EADDRNOTAVAIL).`,
    ]);
  });
});

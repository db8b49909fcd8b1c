import { once } from 'node:events';
import { openSync, writeFileSync } from 'node:fs';
import { type AddressInfo, connect, createServer, type Server } from 'node:net';
import { join } from 'node:path';
import { aFolder, listed, stubs, textOf } from '../reload/support/file-gateway';
import { closedAfterTest } from '../support/closing';
import { HttpClient } from '../support/http-client';
import { Processes, type RunningProcess } from '../support/processes';
import { childrenOf } from '../workers/support/many-processes';
import { FROM_SOURCES } from './support/from-sources';

const processes = new Processes();
afterEach(() => processes.endAll());

/** A socket that listens, as a service manager opens it. */
class Opened {
  private constructor(
    private readonly server: Server,
    readonly port: number,
  ) {}

  static async at(host = '127.0.0.1'): Promise<Opened> {
    const server = createServer().listen(0, host);
    await once(server, 'listening');
    return closedAfterTest(new Opened(server, (server.address() as AddressInfo).port));
  }

  get descriptor(): number {
    return (this.server as unknown as { _handle: { fd: number } })._handle.fd;
  }

  /** Connections from now on belong to another process. */
  close(): void {
    this.server.close();
  }
}

/** Starts a gateway as a service manager does; where it would listen by itself there is no such address. */
async function started(descriptors: number[], env: Record<string, string>): Promise<RunningProcess> {
  const [backend] = await stubs('a');
  const file = join(aFolder(), 'gateway.yaml');
  const nowhere = { host: '192.0.2.1', port: 80 };
  const pools = { main: { backends: listed(backend) } };
  writeFileSync(file, textOf({ listen: nowhere, admin: { ...nowhere, port: 81, token: 'secret' }, pools }));
  // Only the process itself knows its id.
  const script = ['-c', 'export LISTEN_PID=$$; exec "$@"', 'sh', process.execPath, ...FROM_SOURCES];
  return processes.start('sh', script, { GATEWAY_CONFIG: file, ...env }, descriptors);
}

describe('a gateway that is given sockets', () => {
  it('listens on them, each by its name, not where its configuration says, and tells systemd so', async () => {
    const folder = aFolder();
    writeFileSync(join(folder, 'systemd-notify'), '#!/bin/sh\necho "systemd hears $*" >&2; exit 3', {
      mode: 0o755,
    });
    const [operators, clients] = [await Opened.at(), await Opened.at()];
    const gateway = await started([operators.descriptor, clients.descriptor], {
      LISTEN_FDS: '2',
      LISTEN_FDNAMES: 'admin:public',
      NOTIFY_SOCKET: '/run/systemd/notify',
      PATH: `${folder}:${process.env.PATH}`,
    });
    operators.close();
    clients.close();
    await gateway.untilOutput(new RegExp(`gateway listening on http://127.0.0.1:${clients.port}"`));
    await gateway.untilOutput(new RegExp(`admin listening on http://127.0.0.1:${operators.port}"`));
    const client = closedAfterTest(new HttpClient(clients.port));
    expect(await client.fetch('/')).toMatchObject({ status: 200, text: 'a' });
    const operator = closedAfterTest(new HttpClient(operators.port));
    expect(await operator.fetch('/health/ready')).toMatchObject({ status: 200 });
    // A failed notification is no reason to stop, but one to log.
    const [, pid] = await gateway.untilOutput(/cannot notify systemd .*systemd hears --ready --pid=(\d+)/s);
    expect(Number(pid)).toBe(gateway.pid);
  });

  it('serves who has connected before it was there', async () => {
    const [operators, clients] = [await Opened.at(), await Opened.at()];
    const descriptors = [operators.descriptor, clients.descriptor];
    const gateway = await started(descriptors, { LISTEN_FDS: '2', LISTEN_FDNAMES: 'admin:public' });
    operators.close();
    clients.close();
    const early = closedAfterTest(new HttpClient(clients.port));
    expect(await early.fetch('/')).toMatchObject({ status: 200, text: 'a' });
    expect(gateway.output).toContain('gateway listening');
  });

  it('keeps them when all its workers have ended, and clients wait until there are others', async () => {
    const [operators, clients] = [await Opened.at(), await Opened.at()];
    const env = { LISTEN_FDS: '2', LISTEN_FDNAMES: 'admin:public', WORKERS: '2' };
    const gateway = await started([operators.descriptor, clients.descriptor], env);
    operators.close();
    clients.close();
    await gateway.untilOutput(/admin listening/);
    for (const pid of childrenOf(gateway.pid)) process.kill(pid, 'SIGKILL');
    await gateway.untilOutput(/was killed by SIGKILL.*was killed by SIGKILL/s);
    const client = closedAfterTest(new HttpClient(clients.port));
    expect(await client.fetch('/')).toMatchObject({ status: 200, text: 'a' });
  });

  it('says which one is of no use, and does not start', async () => {
    const clients = await Opened.at();
    const file = openSync(__filename, 'r');
    const gateway = await started([clients.descriptor, file], {
      LISTEN_FDS: '2',
      LISTEN_FDNAMES: 'public:admin',
    });
    expect(await gateway.ended).toEqual({ code: 1, signal: null });
    expect(gateway.output).toMatch(
      /environment LISTEN_FDS: found descriptor 4 for admin \(\w+\), allowed: a TCP socket that listens/,
    );
  });

  it('refuses no client while it is started again', async () => {
    const [operators, clients] = [await Opened.at(), await Opened.at()];
    const env = { LISTEN_FDS: '2', LISTEN_FDNAMES: 'admin:public' };
    const descriptors = [operators.descriptor, clients.descriptor];
    const first = await started(descriptors, env);
    await first.untilOutput(/admin listening/);
    const second = await started(descriptors, env);
    operators.close();
    clients.close();
    await second.untilOutput(/admin listening/);
    first.signal('SIGTERM');
    expect(await first.ended).toEqual({ code: 0, signal: null });
    const socket = connect(clients.port, '127.0.0.1');
    await once(socket, 'connect');
    socket.destroy();
  });
});

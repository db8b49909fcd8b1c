import { execFileSync } from 'node:child_process';
import { copyFileSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { inheritedSockets } from '../../apps/gateway/src/data-plane/listener/inherited-sockets';
import { aFolder } from '../reload/support/file-gateway';
import { describeWith } from '../support/programs';
import { DEPLOY, loaded } from './support/manifests';

const FOLDER = join(DEPLOY, 'systemd');
const SERVICE = readFileSync(join(FOLDER, 'load-distributer.service'), 'utf8');

function setting(unit: string, name: string): string {
  return new RegExp(`^${name}=(.*)$`, 'm').exec(unit)![1];
}

describe('the units of systemd', () => {
  it('open sockets by the names that the gateway knows', () => {
    const units = setting(SERVICE, 'Sockets').split(' ');
    const names = units.map((unit) =>
      setting(readFileSync(join(FOLDER, unit), 'utf8'), 'FileDescriptorName'),
    );
    const env = { LISTEN_PID: '1', LISTEN_FDS: '2', LISTEN_FDNAMES: names.join(':') };
    expect(inheritedSockets(env, 1)).toEqual({ public: 3, admin: 4 });
    expect(SERVICE).toContain(`Requires=${units.join(' ')}`);
  });

  it('leave the gateway the time that it takes to stop', () => {
    const file = join(aFolder(), 'gateway.yaml');
    writeFileSync(file, '{}');
    const { shutdown, shutdownDelay } = loaded(file, {}).config.listen.timeouts;
    expect(Number(setting(SERVICE, 'TimeoutStopSec')) * 1000).toBeGreaterThan(shutdown + shutdownDelay);
  });

  it('follow the process that an upgrade has put in the place of the first', () => {
    expect(setting(SERVICE, 'Type')).toBe('notify');
    expect(setting(SERVICE, 'NotifyAccess')).toBe('all');
  });
});

describeWith('systemd-analyze')('systemd itself', () => {
  it('finds nothing wrong with them', () => {
    const folder = aFolder();
    for (const unit of readdirSync(FOLDER)) copyFileSync(join(FOLDER, unit), join(folder, unit));
    // The programs of the machine that it is for are not those of this one.
    const service = SERVICE.replace(
      /^ExecStart=\S+ \S+/m,
      `ExecStart=${process.execPath} ${process.execPath}`,
    );
    writeFileSync(join(folder, 'load-distributer.service'), service);
    const units = readdirSync(folder).map((unit) => join(folder, unit));
    const said = execFileSync('systemd-analyze', ['verify', '--man=no', ...units], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    expect(said).toBe('');
  });
});

import { mkdirSync, mkdtempSync, renameSync, rmSync, symlinkSync, unlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { FakeClock } from '../../../../../test/support/fake-clock';
import { ConfigSource } from './config.source';
import { ConfigWatch, LOOK_MS, SETTLE_MS } from './config-watch';
import { type ReloadReport } from './reload-report';
import { type Reloader } from './reloader';

const ONE = 'listen: { port: 1 }';
const TWO = 'listen: { port: 22 }';

describe('ConfigWatch', () => {
  let folder: string;
  let clock: FakeClock;
  let watch: ConfigWatch | undefined;
  /** The ports that were read, one for each reload. */
  let ports: (number | string)[];

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'gateway-watch-'));
    clock = new FakeClock();
    ports = [];
  });
  afterEach(() => {
    watch?.onModuleDestroy();
    rmSync(folder, { recursive: true });
  });

  function start(file = join(folder, 'gateway.yaml')): void {
    const source = new ConfigSource({ env: {}, cwd: folder, file });
    source.load();
    const reload = (): Promise<ReloadReport> => {
      ports.push(portIn(source));
      return Promise.resolve({ outcome: 'applied', source: file, needsRestart: [], warnings: [] });
    };
    watch = new ConfigWatch({ reload } as unknown as Reloader, clock, source);
    watch.onApplicationBootstrap();
  }

  /** Time for one look, and for another one when the first found something. */
  const look = (): void => clock.advance(LOOK_MS + 2 * SETTLE_MS);
  const write = (text: string, name = 'gateway.yaml'): void => writeFileSync(join(folder, name), text);

  it('reloads when the file is written to', () => {
    write(ONE);
    start();
    write(TWO);
    look();
    expect(ports).toEqual([22]);
  });

  it('reloads once for each change, and not without one', async () => {
    write(ONE);
    start();
    look();
    write(TWO);
    look();
    await setImmediate();
    look();
    write(ONE);
    look();
    expect(ports).toEqual([22, 1]);
  });

  it('notices that another file takes its place, as editors do it', () => {
    write(ONE);
    start();
    write(TWO, 'gateway.yaml.tmp');
    renameSync(join(folder, 'gateway.yaml.tmp'), join(folder, 'gateway.yaml'));
    look();
    expect(ports).toEqual([22]);
  });

  it('notices that a link on the way leads elsewhere, as Kubernetes does it', () => {
    for (const [name, text] of [
      ['..1', ONE],
      ['..2', TWO],
    ]) {
      mkdirSync(join(folder, name));
      write(text, `${name}/gateway.yaml`);
    }
    symlinkSync('..1', join(folder, '..data'));
    symlinkSync('..data/gateway.yaml', join(folder, 'gateway.yaml'));
    start();
    symlinkSync('..2', join(folder, '..data_tmp'));
    renameSync(join(folder, '..data_tmp'), join(folder, '..data'));
    rmSync(join(folder, '..1'), { recursive: true });
    look();
    expect(ports).toEqual([22]);
  });

  it('waits until no program writes any more', () => {
    write(ONE);
    start();
    clock.advance(LOOK_MS);
    for (const text of ['listen: {', 'listen: { port:', 'listen: { port: 2']) {
      write(text);
      clock.advance(SETTLE_MS);
    }
    expect(ports).toEqual([]);
    write(TWO);
    clock.advance(2 * SETTLE_MS);
    expect(ports).toEqual([22]);
  });

  it('tells once that the file is gone, and reads it when it is there again', () => {
    write(ONE);
    start();
    unlinkSync(join(folder, 'gateway.yaml'));
    look();
    look();
    write(TWO);
    look();
    expect(ports).toEqual(['refused', 22]);
  });

  it('hears of a change at once', async () => {
    write(ONE);
    start();
    const atRest = clock.timers;
    write(TWO);
    while (clock.timers === atRest) await setImmediate();
    clock.advance(2 * SETTLE_MS);
    expect(ports).toEqual([22]);
  });

  it('still hears of one after links were changed', async () => {
    write(ONE, 'one.yaml');
    mkdirSync(join(folder, 'elsewhere'));
    write(ONE, 'elsewhere/two.yaml');
    symlinkSync('one.yaml', join(folder, 'gateway.yaml'));
    start();
    symlinkSync('elsewhere/two.yaml', join(folder, 'link'));
    renameSync(join(folder, 'link'), join(folder, 'gateway.yaml'));
    look();
    await setImmediate();
    look();
    const atRest = clock.timers;
    write(TWO, 'elsewhere/two.yaml');
    while (clock.timers === atRest) await setImmediate();
    clock.advance(2 * SETTLE_MS);
    expect(ports).toEqual([1, 22]);
  });

  it('leaves nothing behind', () => {
    write(ONE);
    start();
    watch!.onModuleDestroy();
    expect(clock.timers).toBe(0);
  });
});

function portIn(source: ConfigSource): number | string {
  try {
    return source.load().config.listen.port;
  } catch {
    return 'refused';
  }
}

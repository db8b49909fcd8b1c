import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type BackendStatus, type GatewayEvent, type PoolStatus } from '@app/contracts';
import { EventLog } from '../../apps/gateway/src/admin/events/event-log';
import { runCommand } from '../cli/support/run-command';
import { aFolder, aGatewayFrom, type FileGateway, listed, stubs } from '../reload/support/file-gateway';
import { eventually } from '../support/eventually';
import { type StubBackend } from '../support/stub-backend';

/** Confirmations need not be waited for. */
const SHRINK = { recheckInterval: '100ms' };

/** A gateway that finds its backends in `backends.yaml`, beside its own file. */
async function aGatewayThatFinds(text: string, pool: object = {}): Promise<FileGateway & { list: string }> {
  const folder = aFolder();
  const list = join(folder, 'backends.yaml');
  writeFileSync(list, text);
  const discovery = [{ type: 'file', path: 'backends.yaml', shrinkProtection: SHRINK }];
  const main = { health: { enabled: false }, discovery, ...pool };
  const gateway = await aGatewayFrom({ pools: { main } }, join(folder, 'gateway.yaml'));
  return Object.assign(gateway, { list });
}

function text(...backends: StubBackend[]): string {
  return JSON.stringify(listed(...backends));
}

async function members(gateway: FileGateway): Promise<BackendStatus[]> {
  const { text } = await gateway.ask('GET', '/api/pools/main');
  return (JSON.parse(text) as PoolStatus).backends;
}

async function ids(gateway: FileGateway): Promise<string[]> {
  return (await members(gateway)).map(({ id }) => id);
}

function events({ application }: FileGateway): GatewayEvent[] {
  return application.app
    .get(EventLog)
    .latest(100)
    .map(({ event }) => event);
}

async function failures(gateway: FileGateway): Promise<number> {
  const { text } = await gateway.ask('GET', '/metrics');
  return Number(/^load_distributer_discovery_failures_total\{pool="main",.*\} (\d+)$/m.exec(text)?.[1]);
}

describe('backends in a file', () => {
  it('serve from the first request on, beside those that are listed, and say where they come from', async () => {
    const [a, b] = await stubs('a', 'b');
    const gateway = await aGatewayThatFinds(text(b), { backends: listed(a) });
    const answers = [(await gateway.fetch('/')).text, (await gateway.fetch('/')).text];
    expect(answers).toEqual(['a', 'b']);
    const [first, second] = await members(gateway);
    expect([first.origin, second.origin]).toEqual(['configuration', `file:${gateway.list}`]);
  });

  it('come and go with the file, and the others stay the same', async () => {
    const [a, b, c] = await stubs('a', 'b', 'c');
    const gateway = await aGatewayThatFinds(text(a, b));
    await gateway.fetch('/');
    writeFileSync(gateway.list, text(a, b, c));
    await eventually(async () => expect(await ids(gateway)).toEqual(['a', 'b', 'c']));
    writeFileSync(gateway.list, text(a, c));
    await eventually(async () => expect(await ids(gateway)).toEqual(['a', 'c']));
    expect((await members(gateway))[0].requests).toBe(1);
    expect(a.accepted).toBe(1);
    const kinds = events(gateway).map(({ kind, backend }) => [kind, backend]);
    expect(kinds).toEqual([
      ['backend.added', 'c'],
      ['backend.removed', 'b'],
    ]);
  });

  it('stay while the list is of no use, which is said once, and so is its end', async () => {
    const [a, b] = await stubs('a', 'b');
    const gateway = await aGatewayThatFinds(text(a));
    writeFileSync(gateway.list, `- ${b.url}\n- { url: '${a.url}', weigth: 2 }\n`);
    await eventually(() => expect(events(gateway).map(({ kind }) => kind)).toEqual(['discovery.failed']));
    expect(events(gateway)[0].message).toMatch(/backends\.yaml:2:\d+ \[1\]\.weigth: found unknown key/);
    expect(await ids(gateway)).toEqual(['a']);
    expect(await failures(gateway)).toBe(1);
    expect((await runCommand(gateway.application, ['discovery'])).out).toMatch(
      /^main +file:\S+ +failed +1 .* 1 +.*weigth/m,
    );
    writeFileSync(gateway.list, text(a));
    await eventually(() =>
      expect(events(gateway).map(({ kind }) => kind)).toEqual(['discovery.failed', 'discovery.recovered']),
    );
    const { out } = await runCommand(gateway.application, ['discovery', '--json']);
    expect(JSON.parse(out)).toMatchObject([
      { pool: 'main', state: 'ok', backends: 1, failures: 1, lastError: null },
    ]);
  });

  it('leave only when that is confirmed, where more than half of them shall leave at once', async () => {
    const [a] = await stubs('a');
    const gateway = await aGatewayThatFinds(text(a));
    writeFileSync(gateway.list, '[]');
    await eventually(() => expect(events(gateway).map(({ kind }) => kind)).toEqual(['discovery.suspended']));
    expect((await gateway.fetch('/')).text).toBe('a');
    await eventually(async () => expect(await ids(gateway)).toEqual([]));
  });

  it('obey operators until the list says something new of them', async () => {
    const [a, b, c] = await stubs('a', 'b', 'c');
    const gateway = await aGatewayThatFinds(text(a, b));
    await gateway.ask('DELETE', '/api/pools/main/backends/a');
    await gateway.send('PATCH', '/api/pools/main/backends/b', { weight: 5 });
    writeFileSync(gateway.list, text(a, b, c));
    await eventually(async () => expect(await ids(gateway)).toEqual(['b', 'c']));
    expect((await members(gateway))[0].weight).toBe(5);
    writeFileSync(gateway.list, text(b, c));
    writeFileSync(gateway.list, JSON.stringify([...listed(c), { ...listed(b)[0], weight: 2 }]));
    await eventually(async () =>
      expect((await members(gateway)).at(-1)).toMatchObject({ id: 'b', weight: 2 }),
    );
    writeFileSync(gateway.list, text(c, b, a));
    await eventually(async () => expect(await ids(gateway)).toEqual(['c', 'b', 'a']));
  });

  it('are known at once when a reload asks for them, and are gone at once when it asks no more', async () => {
    const [a, b] = await stubs('a', 'b');
    const folder = aFolder();
    writeFileSync(join(folder, 'list.json'), text(b));
    const health = { enabled: false };
    const gateway = await aGatewayFrom({ pools: { main: { backends: listed(a), health } } });
    const discovery = [{ type: 'file', path: join(folder, 'list.json') }];
    gateway.write({ pools: { main: { discovery, health } } });
    expect((await gateway.reload()).status).toBe(200);
    expect(await ids(gateway)).toEqual(['b']);
    gateway.write({ pools: { main: { discovery: [], backends: listed(a), health } } });
    await gateway.reload();
    expect(await ids(gateway)).toEqual(['a']);
  });

  it('go on as they are through a reload that changes something else', async () => {
    const [a, b] = await stubs('a', 'b');
    const gateway = await aGatewayThatFinds(text(a, b));
    await gateway.fetch('/');
    const discovery = [{ type: 'file', path: 'backends.yaml', shrinkProtection: SHRINK }];
    gateway.write({ pools: { main: { health: { enabled: false }, discovery, balance: 'random' } } });
    await gateway.reload();
    expect((await members(gateway)).map(({ requests }) => requests)).toEqual([1, 0]);
  });

  it('make the start fail when the list has a mistake', async () => {
    await expect(aGatewayThatFinds('- 127.0.0.1:8000\n- nonsense\n')).rejects.toThrow(
      /backends\.yaml:2:3 \[1\]: found "nonsense"/,
    );
  });
});

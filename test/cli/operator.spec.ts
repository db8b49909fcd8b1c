import { ADMIN_API_HEADER } from '../../apps/gateway/src/platform/admin-api-header';
import { type BackendStatus, type PoolList, type WorkerList } from '@app/contracts';
import { aGatewayFrom, listed, stubs } from '../reload/support/file-gateway';
import { eventually } from '../support/eventually';
import { freePorts } from '../support/processes';
import { aGateway } from '../support/test-gateway';
import { runCommand } from './support/run-command';

describe('status', () => {
  it('tells how the pools are, and who is not available and why', async () => {
    const gateway = await aGateway({ backends: ['a', 'b'] });
    await runCommand(gateway, ['drain', 'a']);
    const { code, out } = await runCommand(gateway, ['status']);
    expect(code).toBe(0);
    expect(out).toMatch(/^POOL +BALANCE +AVAILABLE +REQ\/S/m);
    expect(out).toMatch(/^main +round-robin +1 of 2 /m);
    expect(out).toContain('main/a is draining: an operator has set it to draining');
  });

  it('tells it to programs in JSON', async () => {
    const gateway = await aGateway({ backends: ['a'] });
    const { pools } = JSON.parse((await runCommand(gateway, ['status', '--json'])).out) as PoolList;
    expect(pools[0].backends[0]).toMatchObject({ id: 'a', pool: 'main' });
  });
});

describe('backends', () => {
  it('tells how each of them is', async () => {
    const gateway = await aGateway({ backends: ['a', 'b'] });
    await gateway.fetch('/items/?item_id=1', { method: 'POST' });
    const { code, out } = await runCommand(gateway, ['backends']);
    expect(code).toBe(0);
    expect(out).toMatch(/^POOL +ID +STATE +WEIGHT .*OWNED +ORIGIN +WHY +LAST CHANGE$/m);
    expect(out).toMatch(/^main +a +unknown +1 +.* ms +.* 1 +configuration$/m);
    expect(out.split('\n')).toHaveLength(3);
  });

  it('keeps to one pool, and knows which there are', async () => {
    const gateway = await aGateway({ backends: ['a'] });
    expect((await runCommand(gateway, ['backends', 'main', '--json'])).out).toContain('"id":"a"');
    expect(await runCommand(gateway, ['backends', 'other'])).toEqual({
      code: 5,
      out: '',
      err: 'There is no pool other. There are: main.',
    });
  });
});

describe('drain, disable and enable', () => {
  it('change what a backend gets, and tell what is left', async () => {
    const gateway = await aGateway({ backends: ['a', 'b'] });
    await gateway.fetch('/items/?item_id=1', { method: 'POST' });
    expect(await runCommand(gateway, ['drain', 'a'])).toEqual({
      code: 0,
      out: 'main/a is draining; 0 in flight and 1 sticky session left',
      err: '',
    });
    expect(await gateway.sequence(2)).toEqual(['b', 'b']);
    expect((await runCommand(gateway, ['disable', 'main/a'])).out).toContain('main/a is disabled');
    expect((await runCommand(gateway, ['enable', 'a'])).out).toBe('main/a is unknown');
    expect(gateway.state('a').isAvailable).toBe(true);
  });

  it('say of a backend that drains itself that it goes on with that', async () => {
    const health = { path: '/ready', interval: '20ms' };
    const gateway = await aGateway({ backends: ['a'], pool: { health } });
    gateway.backend('a').answer((_, response) => response.writeHead(503, { 'retry-after': '5' }).end());
    await eventually(() => expect(gateway.state('a').selfDraining).toBe(true));
    await runCommand(gateway, ['drain', 'a']);
    const goesOn =
      'main/a is draining; draining at the request of the backend itself, until it passes a probe';
    expect(await runCommand(gateway, ['enable', 'a'])).toEqual({ code: 0, out: goesOn, err: '' });
    expect((await runCommand(gateway, ['status'])).out).toContain(
      'main/a is draining: draining at the request of the backend itself, until it passes a probe',
    );
  });

  it('says which backends there are when there is none by that name', async () => {
    const gateway = await aGateway({ backends: ['a', 'b'] });
    const { code, err } = await runCommand(gateway, ['drain', 'z']);
    expect([code, err]).toEqual([5, 'There is no backend z. There are: main/a, main/b.']);
  });

  it('wants to be told the pool where several have a backend of that name', async () => {
    const [a] = await stubs('a');
    const pools = { one: { backends: listed(a) }, two: { backends: listed(a) } };
    const routes = [{ path: '/', pool: 'one' }];
    const { adminPort } = (await aGatewayFrom({ pools, routes })).application;
    const { code, err } = await runCommand({ adminPort }, ['drain', 'a']);
    expect([code, err]).toEqual([2, 'Several pools have a backend a. Choose one of: one/a, two/a.']);
    expect((await runCommand({ adminPort }, ['drain', 'two/a'])).out).toContain('two/a is draining');
  });
});

describe('drain --wait', () => {
  it('shows what is left, and ends when nothing is', async () => {
    const gateway = await aGateway({ backends: ['a', 'b'] });
    await gateway.fetch('/items/?item_id=1', { method: 'POST' });
    const arrives = gateway.backend('b').nextRequest();
    gateway.backend('b').fallSilent();
    const pending = gateway.fetch('/items/?item_id=2', { method: 'POST' });
    const { response } = await arrives;
    const waiting = runCommand(gateway, ['drain', 'b', '--wait']);
    while (gateway.state('b').state !== 'draining') await gateway.catchUp();
    gateway.backend('b').answerAsUsual();
    response.end('b');
    await pending;
    await gateway.fetch('/items/2', { method: 'DELETE' });
    const { code, out } = await waiting;
    expect(code).toBe(0);
    expect(out).toContain('main/b is draining; 1 in flight and 1 sticky session left');
    expect(out.split('\n').at(-1)).toBe('main/b can be stopped now.');
  });

  it('does not wait for sticky sessions when it is told not to', async () => {
    const gateway = await aGateway({ backends: ['a'] });
    await gateway.fetch('/items/?item_id=1', { method: 'POST' });
    expect((await runCommand(gateway, ['drain', 'a', '--wait', '--requests-only'])).code).toBe(0);
  });

  it('gives up after the time it is given, and says what is left', async () => {
    const gateway = await aGateway({ backends: ['a'] });
    await gateway.fetch('/items/?item_id=1', { method: 'POST' });
    const { code, err } = await runCommand(gateway, ['drain', 'a', '--wait', '--timeout', '1']);
    expect([code, err]).toEqual([
      1,
      'main/a has 0 in flight and 1 sticky session left after 1 s; it continues to drain.',
    ]);
  });
});

describe('weight', () => {
  it('changes the part of the requests that a backend gets', async () => {
    const gateway = await aGateway({ backends: ['a'] });
    expect((await runCommand(gateway, ['weight', 'a', '7'])).out).toBe('main/a now has weight 7');
    const backend = JSON.parse(
      (await runCommand(gateway, ['weight', 'a', '8', '--json'])).out,
    ) as BackendStatus;
    expect(backend.weight).toBe(8);
  });

  it.each(['-1', '1001', '1.5', 'many'])('takes no %s', async (value) => {
    const gateway = await aGateway({ backends: ['a'] });
    const { code, out } = await runCommand(gateway, ['weight', 'a', '--', value]);
    expect([code, out]).toEqual([2, '']);
    expect(gateway.state('a').weight).toBe(1);
  });
});

describe('who-owns', () => {
  it('tells the owner, and how that is known', async () => {
    const gateway = await aGateway({ backends: ['a', 'b'] });
    await gateway.fetch('/items/?item_id=42', { method: 'POST' });
    const { code, out } = await runCommand(gateway, ['who-owns', '42']);
    expect(code).toBe(0);
    expect(out).toMatch(/^items +main +42 +a +confirmed +create /m);
    expect(JSON.parse((await runCommand(gateway, ['who-owns', '42', '--json'])).out)).toMatchObject([
      { backend: 'a' },
    ]);
  });

  it('reports that no backend does, and which keys begin so', async () => {
    const gateway = await aGateway({ backends: ['a'] });
    await gateway.fetch('/items/?item_id=421', { method: 'POST' });
    expect(await runCommand(gateway, ['who-owns', '42'])).toEqual({
      code: 5,
      out: '',
      err: '42 has no known owner. Keys with this beginning: 421.',
    });
  });
});

describe('events', () => {
  it('tells what has happened, and what happens until the gateway ends', async () => {
    const gateway = await aGateway({ backends: ['a'] });
    await runCommand(gateway, ['weight', 'a', '7']);
    const listening = runCommand(gateway, ['events']);
    await runCommand(gateway, ['drain', 'a']);
    await gateway.close();
    const { code, out, err } = await listening;
    expect(out).toMatch(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d {2}backend\.weight +main\/a now has weight 7$/m);
    expect([code, err]).toEqual([3, 'The gateway has closed the stream of events.']);
  });
});

describe('reload', () => {
  it('tells what was read, or every mistake in it', async () => {
    const [a] = await stubs('a');
    const gateway = await aGatewayFrom({ pools: { main: { backends: listed(a) } } });
    const { adminPort } = gateway.application;
    expect((await runCommand({ adminPort }, ['reload'])).out).toContain(`reloaded from ${gateway.file}`);
    gateway.write('pools: { main: { backends: [], balance: randm } }');
    const { code, err } = await runCommand({ adminPort }, ['reload']);
    expect(code).toBe(1);
    expect(err).toContain('gateway.yaml:1:41 pools.main.balance');
  });
});

describe('every command that asks the gateway', () => {
  const commands = [['status'], ['backends'], ['drain', 'a'], ['who-owns', '1'], ['events'], ['reload']];

  it.each(commands)('says what to do when none answers: %s %s', async (...words) => {
    const [adminPort] = await freePorts(1);
    const { code, out, err } = await runCommand({ adminPort }, words);
    expect([code, out]).toEqual([3, '']);
    expect(err).toContain(`No gateway responds at http://127.0.0.1:${adminPort} (ECONNREFUSED)`);
    expect(err).toContain('load-distributer start');
    expect(err).toContain('--admin');
  });

  it('sends the token of the environment, and says that one is wanted', async () => {
    const gateway = await aGateway({ backends: ['a'], sections: { admin: { port: 0, token: 'secret' } } });
    const { code, err } = await runCommand(gateway, ['status']);
    expect([code, err]).toEqual([4, expect.stringContaining('Set ADMIN_TOKEN')]);
    expect((await runCommand(gateway, ['status'], { ADMIN_TOKEN: 'secret' })).code).toBe(0);
    expect((await runCommand(gateway, ['status'], { ADMIN_TOKEN: 'wrong' })).code).toBe(4);
  });

  it('asks where --admin says', async () => {
    const gateway = await aGateway({ backends: ['a'] });
    const words = ['status', '--admin', `127.0.0.1:${gateway.adminPort}`];
    expect((await runCommand({ adminPort: 1 }, words)).code).toBe(0);
    expect((await runCommand({ adminPort: 1 }, ['status', '--admin', 'http://['])).code).toBe(2);
  });
});

describe('explain', () => {
  it('tells where a request would go, and why', async () => {
    const gateway = await aGateway({ backends: ['a', 'b'] });
    await gateway.fetch('/items/?item_id=42', { method: 'POST' });
    const { code, out } = await runCommand(gateway, ['explain', 'GET', '/items/42']);
    expect(code).toBe(0);
    expect(out).toMatch(/^affinity +a owns it, and may serve it/m);
    expect(out).toMatch(/^- +b +unknown .* it is not the owner$/m);
    expect(out.split('\n').at(-1)).toBe('→ main/a (owner)');
  });

  it('takes headers, and tells of a refusal', async () => {
    const routes = [{ path: '/', pool: 'main', headers: { 'x-team': 'shop' } }];
    const gateway = await aGateway({ backends: ['a'], routes });
    expect((await runCommand(gateway, ['explain', 'GET', '/', '-H', 'x-team: shop'])).code).toBe(0);
    const { code, out } = await runCommand(gateway, ['explain', 'GET', '/']);
    expect([code, out]).toEqual([5, expect.stringContaining('→ 404 no_route')]);
    expect((await runCommand(gateway, ['explain', 'GET', '/', '-H', 'shop'])).code).toBe(2);
  });

  it('takes a body and the address of the client', async () => {
    const affinity = { rooms: { key: [{ body: '/room' }] } };
    const routes = [{ path: '/', pool: 'main', affinity: ['rooms'], deny: ['10.0.0.0/8'] }];
    const gateway = await aGateway({ backends: ['a'], affinity, routes });
    const request = ['explain', 'POST', '/', '-d', '{"room": "lobby"}'];
    expect((await runCommand(gateway, request)).out).toContain('→ main/a (claimed)');
    const { code, out } = await runCommand(gateway, [...request, '--client', '10.0.0.1']);
    expect([code, out]).toEqual([5, expect.stringContaining('→ 403 forbidden')]);
  });
});

describe('workers', () => {
  it('tells of the one process, where there is only one', async () => {
    const gateway = await aGateway({ backends: [] });
    const { code, out } = await runCommand(gateway, ['workers']);
    expect(code).toBe(0);
    expect(out).toMatch(/^PLACE +PID +STATE +STARTED +CPU +MEMORY +IN FLIGHT$/m);
    expect(out).toMatch(new RegExp(`^ +0 +${process.pid} +serving .* s +\\d+ MiB +0$`, 'm'));
    expect(out.split('\n')).toHaveLength(2);
  });

  it('tells it to programs in JSON', async () => {
    const gateway = await aGateway({ backends: ['a'] });
    gateway.backend('a').fallSilent();
    gateway
      .open('/')
      .on('error', () => undefined)
      .end();
    await eventually(() => expect(gateway.backend('a').requests).toHaveLength(1));
    const list = JSON.parse((await runCommand(gateway, ['workers', '--json'])).out) as WorkerList;
    expect(list).toMatchObject({ wanted: 1, workers: [{ pid: process.pid, state: 'serving', inFlight: 1 }] });
  });
});

describe('workers of a gateway that has lost some', () => {
  it('points that out', async () => {
    const worker = { place: 0, pid: 7, startedAt: '2026-01-02T03:04:05.678Z' };
    const figures = { cpuSeconds: 61.25, residentBytes: 160 * 1024 ** 2, inFlight: 12 };
    const unknown = { cpuSeconds: null, residentBytes: null, inFlight: null };
    const workers = [
      { ...worker, ...figures, state: 'serving' },
      { ...worker, ...unknown, place: 1, pid: 8, state: 'starting' },
    ];
    const [admin] = await stubs('admin');
    admin.answer((_request, response) => {
      response.setHeader(ADMIN_API_HEADER.name, ADMIN_API_HEADER.value);
      response.end(JSON.stringify({ wanted: 3, workers }));
    });
    const { out } = await runCommand({ adminPort: Number(new URL(admin.url).port) }, ['workers']);
    expect(out.split('\n').slice(1)).toEqual([
      '    0    7  serving   2026-01-02 03:04:05  61.3 s  160 MiB  12',
      '    1    8  starting  2026-01-02 03:04:05  -       -        -',
      '',
      'Only 1 of 3 serve.',
    ]);
  });
});

describe('restart', () => {
  it('says that one process has no workers', async () => {
    const gateway = await aGateway({ backends: [] });
    const { code, err } = await runCommand(gateway, ['restart']);
    expect([code, err]).toEqual([
      1,
      'The gateway is a single process without workers; an upgrade restarts it.',
    ]);
  });
});

import { type BackendList } from '@app/contracts';
import { eventually } from '../support/eventually';
import { StubBackend } from '../support/stub-backend';
import { closedAfterTest } from '../support/closing';
import { aGateway } from '../support/test-gateway';
import { ask, read } from './support/operator';

async function anotherBackend(name: string): Promise<StubBackend> {
  const backend = new StubBackend(name);
  closedAfterTest({ close: () => backend.stop() });
  await backend.start();
  return backend;
}

describe('adding a backend', () => {
  it('gives it turns at once', async () => {
    const gateway = await aGateway({ backends: ['a'] });
    const { url } = await anotherBackend('b');
    const answer = await ask(gateway, 'POST', '/api/pools/main/backends', { url, id: 'b', weight: 3 });
    expect(answer.status).toBe(201);
    expect(JSON.parse(answer.text)).toMatchObject({ id: 'b', url, weight: 3, origin: 'operator' });
    expect(new Set(await gateway.sequence(2))).toEqual(new Set(['a', 'b']));
  });

  it('has it probed, too', async () => {
    const pool = { health: { enabled: true, interval: '50ms', timeout: '50ms' } };
    const gateway = await aGateway({ backends: ['a'], pool });
    const { url } = await anotherBackend('b');
    await ask(gateway, 'POST', '/api/pools/main/backends', { url, id: 'b' });
    await eventually(async () => {
      expect(await read(gateway, '/api/pools/main/backends/b')).toMatchObject({ state: 'healthy' });
    });
  });

  it('names it by its address when it is given no name', async () => {
    const gateway = await aGateway({ backends: ['a'] });
    const { url } = await anotherBackend('b');
    const answer = await ask(gateway, 'POST', '/api/pools/main/backends', { url });
    expect(JSON.parse(answer.text).id).toBe(url.slice('http://'.length));
  });

  it('leaves the others as they are: counts, state, connections and sessions', async () => {
    const gateway = await aGateway({ backends: ['a', 'b'] });
    await gateway.fetch('/items/?item_id=1', { method: 'POST' });
    await ask(gateway, 'PATCH', '/api/pools/main/backends/b', { state: 'draining' });
    const before = await read<BackendList>(gateway, '/api/pools/main/backends');
    const accepted = gateway.backend('a').accepted;
    const { url } = await anotherBackend('c');
    await ask(gateway, 'POST', '/api/pools/main/backends', { url, id: 'c' });
    const after = await read<BackendList>(gateway, '/api/pools/main/backends');
    expect(after.backends.slice(0, 2)).toEqual(before.backends);
    expect((await gateway.fetch('/items/1')).text).toBe('a');
    expect(gateway.backend('a').accepted).toBe(accepted);
  });

  it.each([
    ['id', () => ({ id: 'a', url: 'http://127.0.0.1:1' }), 'a backend a'],
    ['address', (url: string) => ({ id: 'z', url: url.toUpperCase() }), 'a at http://'],
  ])('refuses an %s that the pool has', async (_, body, hint) => {
    const gateway = await aGateway({ backends: ['a'] });
    const answer = await ask(gateway, 'POST', '/api/pools/main/backends', body(gateway.backend('a').url));
    expect([answer.status, JSON.parse(answer.text).code]).toEqual([409, 'conflict']);
    expect(JSON.parse(answer.text).detail).toContain(hint);
    expect((await read<BackendList>(gateway, '/api/pools/main')).backends).toHaveLength(1);
  });
});

describe('removing a backend', () => {
  it('gives it no more requests, and lets what is in flight end in peace', async () => {
    const gateway = await aGateway({ backends: ['a', 'b'] });
    const arrives = gateway.backend('a').nextRequest();
    gateway.backend('a').fallSilent();
    const pending = gateway.fetch('/');
    const { response } = await arrives;
    const answer = await ask(gateway, 'DELETE', '/api/pools/main/backends/a');
    expect([answer.status, JSON.parse(answer.text)]).toEqual([200, expect.objectContaining({ inFlight: 1 })]);
    expect(await gateway.sequence(3)).toEqual(['b', 'b', 'b']);
    response.end('late');
    expect((await pending).text).toBe('late');
  });

  it('keeps what it owns for it, until it is back', async () => {
    const gateway = await aGateway({ backends: ['a', 'b'] });
    await gateway.fetch('/items/?item_id=1', { method: 'POST' });
    const { url } = gateway.backend('a');
    await ask(gateway, 'DELETE', '/api/pools/main/backends/a');
    expect((await gateway.fetch('/items/1')).status).toBe(503);
    expect((await ask(gateway, 'POST', '/api/pools/main/backends', { id: 'a', url })).status).toBe(201);
    expect(await gateway.fetch('/items/1')).toMatchObject({ status: 200, text: 'a' });
  });

  it('can take off one that an operator has added', async () => {
    const gateway = await aGateway({ backends: ['a'] });
    const { url } = await anotherBackend('b');
    await ask(gateway, 'POST', '/api/pools/main/backends', { url, id: 'b' });
    expect((await ask(gateway, 'DELETE', '/api/pools/main/backends/b')).status).toBe(200);
    expect(await gateway.sequence(2)).toEqual(['a', 'a']);
  });
});

describe('changing a backend', () => {
  it('gives it the turns of its new weight', async () => {
    const gateway = await aGateway({ backends: ['a', 'b'], pool: { balance: 'weighted-round-robin' } });
    const answer = await ask(gateway, 'PATCH', '/api/pools/main/backends/b', { weight: 3 });
    expect([answer.status, JSON.parse(answer.text).weight]).toEqual([200, 3]);
    const names = await gateway.sequence(8);
    expect(names.filter((name) => name === 'b')).toHaveLength(6);
  });

  it('drains it: it serves what it owns and takes nothing new', async () => {
    const gateway = await aGateway({ backends: ['a', 'b'] });
    await gateway.fetch('/items/?item_id=1', { method: 'POST' });
    const change = { state: 'draining', reason: 'new version' };
    const answer = await ask(gateway, 'PATCH', '/api/pools/main/backends/a', change);
    expect(JSON.parse(answer.text)).toMatchObject({
      state: 'draining',
      available: false,
      ownedSessions: 1,
      lastChange: { from: 'unknown', to: 'draining', reason: 'new version' },
    });
    expect(await gateway.sequence(3)).toEqual(['b', 'b', 'b']);
    expect((await gateway.fetch('/items/1')).text).toBe('a');
  });

  it('disables it: it serves nothing, not even what it owns, until it is enabled', async () => {
    const gateway = await aGateway({ backends: ['a', 'b'] });
    await gateway.fetch('/items/?item_id=1', { method: 'POST' });
    await ask(gateway, 'PATCH', '/api/pools/main/backends/a', { state: 'disabled' });
    expect((await gateway.fetch('/items/1')).status).toBe(503);
    await ask(gateway, 'PATCH', '/api/pools/main/backends/a', { state: 'enabled' });
    expect((await gateway.fetch('/items/1')).text).toBe('a');
  });

  it('enables one that drains itself as far as operators are concerned, and tells the rest', async () => {
    const health = { path: '/ready', interval: '20ms' };
    const gateway = await aGateway({ backends: ['a', 'b'], pool: { health } });
    gateway.backend('a').answer((_, response) => response.writeHead(503, { 'retry-after': '5' }).end());
    await eventually(() => expect(gateway.state('a').selfDraining).toBe(true));
    const drain = await ask(gateway, 'PATCH', '/api/pools/main/backends/a', { state: 'draining' });
    expect(JSON.parse(drain.text)).toMatchObject({
      state: 'draining',
      desiredState: 'draining',
      selfDraining: true,
    });
    const enable = await ask(gateway, 'PATCH', '/api/pools/main/backends/a', { state: 'enabled' });
    expect(JSON.parse(enable.text)).toMatchObject({
      state: 'draining',
      desiredState: 'enabled',
      selfDraining: true,
    });
    expect(await gateway.sequence(2)).toEqual(['b', 'b']);
    gateway.backend('a').answerAsUsual();
    await eventually(() => expect(gateway.state('a').isAvailable).toBe(true));
    expect(await read(gateway, '/api/pools/main/backends/a')).toMatchObject({ selfDraining: false });
  });

  it('takes weight and state at once', async () => {
    const gateway = await aGateway({ backends: ['a'] });
    const answer = await ask(gateway, 'PATCH', '/api/pools/main/backends/a', {
      weight: 7,
      state: 'draining',
    });
    expect(JSON.parse(answer.text)).toMatchObject({ weight: 7, state: 'draining' });
  });
});

import { type DrainReport } from '@app/contracts';
import { BackendStates } from '../../apps/gateway/src/data-plane/upstream/backend-states';
import { type BackendMode } from '../../apps/gateway/src/data-plane/upstream/backend-state';
import { PoolTable } from '../../apps/gateway/src/data-plane/upstream/pool-table';
import { aGateway, type TestGateway } from '../support/test-gateway';

function set(gateway: TestGateway, name: string, mode: BackendMode): void {
  const { app } = gateway.application;
  app
    .get(BackendStates)
    .setMode(app.get(PoolTable).find('main')!, gateway.state(name), mode, 'an operator wants it');
}

async function reportOf(gateway: TestGateway, name: string): Promise<DrainReport> {
  return JSON.parse((await gateway.admin(`/api/pools/main/backends/${name}/drain`)).text) as DrainReport;
}

/** A gateway whose backend `a` owns the items 1 and 2. */
async function owning(): Promise<TestGateway> {
  const gateway = await aGateway({ backends: ['a', 'b'], pool: { balance: 'first' } });
  for (const id of [1, 2]) await gateway.fetch(`/items/${id}`, { method: 'POST' });
  return gateway;
}

describe('a draining backend', () => {
  it('gets nothing new, and serves what it owns', async () => {
    const gateway = await owning();
    set(gateway, 'a', 'draining');
    expect(await gateway.sequence(3)).toEqual(['b', 'b', 'b']);
    expect(await gateway.sequence(3, '/items/1')).toEqual(['a', 'a', 'a']);
    expect((await gateway.fetch('/items/3', { method: 'POST' })).text).toBe('b');
  });

  it('ends what it has in flight', async () => {
    const gateway = await owning();
    gateway.backend('a').fallSilent();
    const arriving = gateway.backend('a').nextRequest();
    const answer = gateway.fetch('/');
    const { response } = await arriving;
    set(gateway, 'a', 'draining');
    expect((await reportOf(gateway, 'a')).inFlight).toBe(1);
    response.end('a');
    expect((await answer).text).toBe('a');
  });

  it('tells what is left: what is in flight, what it owns, since when, and how long it may take', async () => {
    const gateway = await owning();
    set(gateway, 'a', 'draining');
    const report = await reportOf(gateway, 'a');
    expect(report).toMatchObject({ id: 'a', state: 'draining', inFlight: 0, ownedSessions: 2 });
    const oldest = Date.parse(report.oldestSession!);
    expect(Date.parse(report.expectedEnd!)).toBeGreaterThan(oldest);
    await gateway.fetch('/items/1', { method: 'DELETE' });
    await gateway.fetch('/items/2', { method: 'DELETE' });
    expect(await reportOf(gateway, 'a')).toMatchObject({
      ownedSessions: 0,
      oldestSession: null,
      expectedEnd: null,
    });
  });

  it('has its turns again when it is enabled', async () => {
    const gateway = await owning();
    set(gateway, 'a', 'draining');
    set(gateway, 'a', 'enabled');
    // It warms up, so not every turn is its own at once.
    expect(await gateway.sequence(20)).toContain('a');
  });
});

describe('a disabled backend', () => {
  it('gets nothing at all: what it owns is answered with 503 at once', async () => {
    const gateway = await owning();
    set(gateway, 'a', 'disabled');
    expect(await gateway.sequence(2)).toEqual(['b', 'b']);
    const before = gateway.backend('a').requests.length;
    const answer = await gateway.fetch('/items/1');
    expect([answer.status, (JSON.parse(answer.text) as { code: string }).code]).toEqual([
      503,
      'owner_unavailable',
    ]);
    expect(gateway.backend('a').requests).toHaveLength(before);
    set(gateway, 'a', 'enabled');
    expect((await gateway.fetch('/items/1')).text).toBe('a');
  });
});

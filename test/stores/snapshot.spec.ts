import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Logger } from '@nestjs/common';
import { MemoryStickySessionStore } from '../../apps/gateway/src/data-plane/affinity/stores/memory/memory-sticky-session.store';
import { SnapshotKeeper } from '../../apps/gateway/src/data-plane/affinity/stores/memory/snapshot-keeper';
import { StickySessionStore } from '../../apps/gateway/src/data-plane/affinity/sticky-session.store';
import { closedAfterTest } from '../support/closing';
import { FakeClock } from '../support/fake-clock';
import { Items } from '../support/items';
import { aGateway } from '../support/test-gateway';

const RULES = [
  { name: 'items', maxSessions: 1_000, idleTimeout: 60_000, pools: ['main'] },
  { name: 'carts', maxSessions: 1_000, idleTimeout: 1_000, pools: ['main'] },
];

describe('the sticky sessions in memory', () => {
  let file: string;
  let clock: FakeClock;

  beforeEach(() => {
    Logger.overrideLogger(false);
    const folder = mkdtempSync(join(tmpdir(), 'snapshot-'));
    closedAfterTest({ close: () => rmSync(folder, { recursive: true }) });
    file = join(folder, 'sessions');
    clock = new FakeClock();
  });

  /** A store as a gateway has it when it starts. */
  async function started(backendsStartEmpty = false): Promise<MemoryStickySessionStore> {
    const keeper = new SnapshotKeeper(file, backendsStartEmpty);
    const store = new MemoryStickySessionStore(clock, await keeper.take(), keeper);
    store.apply(RULES);
    return store;
  }

  it('outlive a graceful stop, with all that is known of them', async () => {
    const keys = ['1', 'a/b', '__proto__', '\0', '\r\n\u2028', '😀', '\ud83d', 'x'.repeat(256)].map(
      (id) => `items/main/${id}`,
    );
    const before = await started();
    for (const [at, key] of keys.entries()) {
      const { session } = before.claim(key, `b${at}`);
      if (at % 2 === 0) before.confirm(session, 'locate');
      clock.advance(1_000);
    }
    const sessions = keys.map((key) => ({
      ...before.find(key)!,
      epoch: expect.any(Number) as number,
      generation: expect.any(Number) as number,
    }));
    await before.onApplicationShutdown();
    const after = await started();
    expect(keys.map((key) => after.find(key))).toEqual(sessions);
    expect(after.counts()).toEqual(before.counts());
  });

  it('are again those that make room for others, or do not', async () => {
    const before = await started();
    for (let id = 0; id < 500; id++) before.touch(before.claim(`items/main/${id}`, 'a').session);
    await before.onApplicationShutdown();
    const after = await started();
    for (let id = 0; id < 5_000; id++) after.claim(`items/main/flood-${id}`, 'b');
    expect(after.counts().get('a')).toBe(500);
  });

  it('are forgotten when they were idle too long, the time without a gateway included', async () => {
    const before = await started(true);
    before.claim('items/main/1', 'a');
    before.claim('carts/main/1', 'a');
    await before.onApplicationShutdown();
    clock.advance(2_000);
    const after = await started();
    expect([after.find('items/main/1')?.backendId, after.find('carts/main/1')]).toEqual(['a', undefined]);
    expect(RULES.map(({ name }) => after.isComplete(name, 'main'))).toEqual([true, false]);
  });

  it('are all there are from the first start on where the backends begin with nothing', async () => {
    let store = await started(true);
    expect(store.isComplete('items', 'main')).toBe(true);
    await store.onApplicationShutdown();
    store = await started(true);
    expect(store.isComplete('items', 'main')).toBe(true);
    expect(store.isComplete('a rule that came later', 'main')).toBe(false);
  });

  it('are never taken for all there are after a start without them, or a crash', async () => {
    expect((await started()).isComplete('items', 'main')).toBe(false);
    rmSync(`${file}.in-use`);
    const running = await started(true);
    expect(running.isComplete('items', 'main')).toBe(true);
    // It ends here without a notice.
    expect((await started(true)).isComplete('items', 'main')).toBe(false);
  });

  it('are not read a second time after a crash, since they may have changed', async () => {
    const first = await started();
    first.claim('items/main/1', 'a');
    await first.onApplicationShutdown();
    expect((await started()).find('items/main/1')).toBeDefined();
    expect((await started()).find('items/main/1')).toBeUndefined();
  });

  it.each([
    ['of which the end is missing', (bytes: Buffer) => bytes.subarray(0, bytes.length - 70)],
    ['that is empty', () => Buffer.alloc(0)],
    ['of which one bit is another', (bytes: Buffer) => bytes.fill(bytes[60] ^ 1, 60, 61)],
    ['of something else', () => Buffer.from('listen: { port: 80 }\n')],
  ])('begin again with a file %s, which is put aside', async (_what, broken) => {
    const before = await started(true);
    for (let id = 0; id < 10; id++) before.claim(`items/main/${id}`, 'a');
    await before.onApplicationShutdown();
    writeFileSync(file, broken(readFileSync(file)));
    const after = await started(true);
    expect([after.size, after.isComplete('items', 'main')]).toEqual([0, false]);
    expect([existsSync(file), existsSync(`${file}.broken`)]).toEqual([false, true]);
  });

  it('are reported, and not half written, when there is no room for the file', async () => {
    const store = await started();
    const keeper = new SnapshotKeeper(join(file, 'no folder'), false);
    await keeper.keep(store);
    expect(existsSync(file)).toBe(false);
  });

  it('are written when a gateway stops, and read when the next one starts', async () => {
    const sections = { stores: { snapshot: file, backendsStartEmpty: true } };
    const first = await aGateway({ backends: ['a', 'b'], sections });
    Items.of(first.backend('a'));
    Items.of(first.backend('b'));
    await first.fetch('/items/?item_id=7', { method: 'POST', body: 'item' });
    await first.application.stop();
    const second = await aGateway({ backends: ['a', 'b'], sections });
    const store = second.application.app.get<StickySessionStore>(StickySessionStore);
    expect(await store.find('items/main/7')).toMatchObject({
      backendId: 'a',
      state: 'confirmed',
      origin: 'create',
    });
    expect(store.isComplete('items', 'main')).toBe(true);
  });
});

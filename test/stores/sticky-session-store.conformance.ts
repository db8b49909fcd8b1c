import { keepsCreates } from './creates.conformance';
import {
  type Page,
  type StickySessionStore,
} from '../../apps/gateway/src/data-plane/affinity/sticky-session.store';
import { type StickySession } from '../../apps/gateway/src/data-plane/affinity/sticky-session';

/** A store under test, and how to make its time pass. */
export interface StoreUnderTest {
  readonly store: StickySessionStore;
  /** Lets so much time pass, for the store and for what is behind it. */
  pass(milliseconds: number): void | Promise<void>;
  /** True if its time is that of the machine, so that a lease is too long for a test. */
  readonly isSlow?: boolean;
  /** Resolves when what was touched until now is in force. */
  settle(): void | Promise<void>;
  close(): void | Promise<void>;
}

/** Rules whose sessions a test of the suite makes; `carts` are forgotten sooner. */
export const IDLE = { items: 600_000, rooms: 600_000, carts: 1_000 };

/** Keys that have gone wrong elsewhere: each is one of its own, and none is anything but a key. */
const STRANGE_VALUES = [
  '__proto__',
  'constructor',
  '%00',
  '\0',
  'a/b',
  'a%2Fb',
  '*',
  '?',
  '[a]',
  '{a}',
  '}{',
  'a\r\nb',
  ' ',
  'é',
  'e\u0301',
  '😀',
  '\ud83d',
  '\ud83e',
  '42',
  '042',
  '42.0',
  '%34%32',
  'A',
  'a',
  'sha256:'.padEnd(71, '0'),
  'x'.repeat(256),
  '界'.repeat(85),
];

/**
 * Promises of every store; run it on one of your own with `describe('my store', () =>
 * keepsStickySessions(open))`.
 *
 * @param open makes an empty store that knows the rules `items`, `rooms` and `carts`, with the idle times of
 * `IDLE` and room for at least 3,000 sessions of each; called before each test.
 */
export function keepsStickySessions(open: () => Promise<StoreUnderTest> | StoreUnderTest): void {
  let under: StoreUnderTest;
  let store: StickySessionStore;

  beforeEach(async () => {
    under = await open();
    store = under.store;
  });
  afterEach(() => under.close());

  const claim = async (key: string, backendId = 'a') => (await store.claim(key, backendId)).session;
  const ownerOf = async (key: string) => (await store.find(key))?.backendId;

  /** All that the list holds, and how it was cut into parts. */
  async function listed(filter: object): Promise<StickySession[]> {
    const all: StickySession[] = [];
    let page: Page<StickySession> | undefined;
    do {
      page = await store.list(page?.next, filter);
      all.push(...page.items);
    } while (page.next !== undefined);
    return all;
  }

  const keysOf = (sessions: readonly StickySession[]) => [...new Set(sessions.map(({ key }) => key))].sort();

  it('knows nothing of a key without a claim', async () => {
    expect(await store.find('items/main/1')).toBeUndefined();
  });

  it('remembers who claimed a key, when and how', async () => {
    const { session, won } = await store.claim('items/main/1', 'a');
    expect(won).toBe(true);
    expect(session).toMatchObject({ key: 'items/main/1', backendId: 'a', state: 'claimed', origin: 'claim' });
    expect(session.createdAt).toBe(session.lastUsedAt);
    expect(session.createdAt).toBeGreaterThan(1.7e12);
    expect(await store.find('items/main/1')).toEqual(session);
  });

  it('gives the second of two claims the session of the first', async () => {
    const first = await claim('items/main/1', 'a');
    expect(await store.claim('items/main/1', 'b')).toEqual({ session: first, won: false });
  });

  it('lets one of many claims that are made at once win, and tells the others whose it is', async () => {
    const backends = Array.from({ length: 50 }, (_, at) => `b${at}`);
    const claims = await Promise.all(backends.map(async (id) => store.claim('items/main/1', id)));
    expect(claims.filter(({ won }) => won)).toHaveLength(1);
    expect(new Set(claims.map(({ session }) => session.backendId)).size).toBe(1);
  });

  it.each(['create', 'learn', 'locate', 'operator'] as const)('takes %s for a proof', async (how) => {
    expect((await store.claim('items/main/1', 'a', how)).session).toMatchObject({
      state: 'confirmed',
      origin: how,
    });
    expect(await store.confirm(await claim('items/main/2'), how)).toBe(true);
    expect(await store.find('items/main/2')).toMatchObject({
      state: 'confirmed',
      origin: how,
      backendId: 'a',
    });
  });

  it('keeps the moment of creation when a session is confirmed and moved', async () => {
    const first = await claim('items/main/1');
    await under.pass(50);
    await store.confirm(first, 'create');
    const confirmed = (await store.find('items/main/1'))!;
    const moved = (await store.move(confirmed, 'b', 'operator'))!;
    expect(moved).toMatchObject({ backendId: 'b', createdAt: first.createdAt });
    expect(new Set([first.epoch, confirmed.epoch, moved.epoch]).size).toBe(3);
    expect(await store.find('items/main/1')).toEqual(moved);
  });

  it('refuses every change that was decided upon a session which no longer stands', async () => {
    const old = await claim('items/main/1');
    const stands = await store.move(old, 'b', 'claim');
    expect(await store.confirm(old, 'create')).toBe(false);
    expect(await store.move(old, 'c', 'claim')).toBeUndefined();
    expect(await store.forget(old)).toBe(false);
    expect(await store.find('items/main/1')).toEqual(stands);
  });

  it('refuses them also when a later session is equal but for its version', async () => {
    const old = await claim('items/main/1');
    await store.forget(old);
    await claim('items/main/1');
    expect(await store.forget(old)).toBe(false);
    expect(await ownerOf('items/main/1')).toBe('a');
  });

  it('lets one of many moves that are made at once happen', async () => {
    const session = await claim('items/main/1');
    const moves = await Promise.all(['b', 'c', 'd'].map(async (id) => store.move(session, id, 'learn')));
    expect(moves.filter((moved) => moved !== undefined)).toHaveLength(1);
  });

  it('forgets, so that the key can be claimed again', async () => {
    expect(await store.forget(await claim('items/main/1'))).toBe(true);
    expect(await store.find('items/main/1')).toBeUndefined();
    expect((await store.claim('items/main/1', 'b')).won).toBe(true);
  });

  it('tells keys apart by the rule and by each character', async () => {
    const keys = ['items', 'rooms'].flatMap((rule) => STRANGE_VALUES.map((value) => `${rule}/main/${value}`));
    for (const [at, key] of keys.entries()) expect((await store.claim(key, `b${at}`)).won).toBe(true);
    for (const [at, key] of keys.entries()) expect(await ownerOf(key)).toBe(`b${at}`);
    expect(keysOf(await listed({}))).toEqual([...keys].sort());
  });

  it('forgets a session after the idle time of its rule', async () => {
    await claim('items/main/1');
    await claim('carts/main/1');
    await under.pass(IDLE.carts * 1.3);
    expect(await ownerOf('carts/main/1')).toBeUndefined();
    expect(await ownerOf('items/main/1')).toBe('a');
  });

  it('keeps a session that is used, however long', async () => {
    await claim('carts/main/1');
    for (let round = 0; round < 4; round++) {
      await under.pass(IDLE.carts * 0.6);
      store.touch((await store.find('carts/main/1'))!);
      await under.settle();
    }
    expect(await ownerOf('carts/main/1')).toBe('a');
  });

  it('brings nothing back by a touch', async () => {
    const session = await claim('items/main/1');
    await store.forget(session);
    store.touch(session);
    await under.settle();
    expect(await store.find('items/main/1')).toBeUndefined();
  });

  it('counts the sessions of each backend', async () => {
    for (const id of [1, 2, 3]) await claim(`items/main/${id}`, 'a');
    await store.move(await claim('carts/main/1', 'a'), 'b', 'learn');
    await store.forget((await store.find('items/main/3'))!);
    expect(Object.fromEntries(await store.counts())).toEqual({ a: 2, b: 1 });
  });

  it('lists by rule, by how the value begins, and by backend', async () => {
    for (const id of ['1', '10', '2', '*']) await claim(`items/main/${id}`, 'a');
    await claim('items/main/11', 'b');
    await claim('carts/main/1', 'a');
    expect(keysOf(await listed({ rule: 'carts' }))).toEqual(['carts/main/1']);
    expect(keysOf(await listed({ rule: 'items', keyPrefix: '1' }))).toEqual([
      'items/main/1',
      'items/main/10',
      'items/main/11',
    ]);
    expect(keysOf(await listed({ rule: 'items', keyPrefix: '*' }))).toEqual(['items/main/*']);
    expect(keysOf(await listed({ keyPrefix: '1', backendId: 'a' }))).toEqual([
      'carts/main/1',
      'items/main/1',
      'items/main/10',
    ]);
    expect(await listed({ rule: 'neither' })).toEqual([]);
  });

  it('lists many in parts, and leaves out none that stands all the while', async () => {
    const keys = Array.from({ length: 2_500 }, (_, id) => `items/main/${id}`);
    for (let at = 0; at < keys.length; at += 50)
      await Promise.all(keys.slice(at, at + 50).map((key) => claim(key)));
    const first = await store.list(undefined, { rule: 'items' });
    expect(first.items.length).toBeLessThan(2_500);
    const rest: StickySession[] = [];
    for (let next = first.next; next !== undefined;) {
      const page = await store.list(next, { rule: 'items' });
      rest.push(...page.items);
      next = page.next;
    }
    expect(keysOf([...first.items, ...rest])).toEqual(keys.sort());
  });

  it('says itself whether it can be asked', () => {
    expect(store.isReachable).toBe(true);
  });

  it('never says that it knows all once a session was forgotten for its idle time', async () => {
    await claim('carts/main/1');
    await under.pass(IDLE.carts * 1.3);
    await store.find('carts/main/1');
    expect(store.isComplete('carts', 'main')).toBe(false);
  });

  keepsCreates(() => ({
    store,
    ...(under.isSlow === true ? {} : { pass: (milliseconds: number) => under.pass(milliseconds) }),
  }));
}

import { LEASE_MS, type StickySession } from '../../apps/gateway/src/data-plane/affinity/sticky-session';
import { type StickySessionStore } from '../../apps/gateway/src/data-plane/affinity/sticky-session.store';

const KEY = 'items/main/1';

/**
 * Promises of every store about creating requests.
 *
 * @param given the store of the present test, and how its time passes. A store whose time cannot be moved has
 * no `pass`.
 */
export function keepsCreates(
  given: () => { readonly store: StickySessionStore; readonly pass?: (milliseconds: number) => unknown },
): void {
  let store: StickySessionStore;

  beforeEach(() => (store = given().store));

  const begin = async (backendId = 'a') => (await store.begin(KEY, backendId)).session;
  const find = () => store.findFresh(KEY);
  const renew = async (session: StickySession, requests = 1, takesOver = false) =>
    store.renew({ session, requests, takesOver });

  it('claims a key for the first creating request, and lets the others join', async () => {
    const first = await store.begin(KEY, 'a');
    const second = await store.begin(KEY, 'b');
    expect([first.won, second.won]).toEqual([true, false]);
    expect(first.session).toMatchObject({ backendId: 'a', state: 'claimed', pending: 1, proven: false });
    expect(second.session).toMatchObject({
      backendId: 'a',
      pending: 2,
      generation: first.session.generation,
    });
    expect(second.session.epoch).toBeGreaterThan(first.session.epoch);
    expect(second.session.pendingUntil).toBeGreaterThan(second.session.createdAt);
    expect(await find()).toEqual(second.session);
  });

  it('grows the epoch also over a session that was forgotten', async () => {
    const first = await begin();
    await store.settle(first, { kind: 'refused' });
    expect((await begin()).epoch).toBeGreaterThan(first.epoch);
  });

  it.each(['forget', 'move'] as const)(
    'refuses a %s while a creating request is under way',
    async (change) => {
      const session = await begin();
      const done = change === 'forget' ? store.forget(session) : store.move(session, 'b', 'operator');
      expect((await done) || false).toBe(false);
      expect(await find()).toEqual(session);
    },
  );

  it('applies nothing that was decided before a creating request joined or succeeded', async () => {
    const early = (await store.claim(KEY, 'a', 'create')).session;
    const begun = await begin();
    expect(await store.forget(early)).toBe(false);
    await store.settle(begun, { kind: 'created', backendId: 'a', afterUnknown: false });
    expect(await store.forget(early)).toBe(false);
    expect(await store.forget(begun)).toBe(false);
    expect(await store.forget((await find())!)).toBe(true);
  });

  it('confirms the session with a success, and keeps its generation', async () => {
    const begun = await begin();
    expect(await store.settle(begun, { kind: 'created', backendId: 'a', afterUnknown: false })).toBe(true);
    const { generation } = begun;
    expect(await find()).toMatchObject({ state: 'confirmed', origin: 'create', pending: 0, generation });
  });

  it('protects what an earlier attempt of the same request may create a second time', async () => {
    const begun = await begin();
    await store.settle(begun, { kind: 'created', backendId: 'a', afterUnknown: true });
    expect(await find()).toMatchObject({ state: 'confirmed', origin: 'create', pending: 1 });
    expect(await store.forget((await find())!)).toBe(false);
    expect(await store.move((await find())!, 'b', 'learn')).toBeUndefined();
  });

  it('deletes a claim with the refusal of the last creating request, not of the first', async () => {
    const [one, other] = [await begin(), await begin()];
    await store.settle(one, { kind: 'refused' });
    expect(await find()).toMatchObject({ pending: 1 });
    await store.settle(other, { kind: 'refused' });
    expect(await find()).toBeUndefined();
  });

  it('keeps a confirmed session that a creating request is refused by', async () => {
    await store.claim(KEY, 'a', 'learn');
    await store.settle(await begin(), { kind: 'refused' });
    expect(await find()).toMatchObject({ state: 'confirmed', origin: 'learn', pending: 0 });
  });

  it('keeps the claim of a creating request with an unknown outcome, and its place', async () => {
    const session = await begin();
    await store.settle(session, { kind: 'unknown' });
    expect(await find()).toMatchObject({ uncertain: true, pending: 1 });
    await store.settle(await begin(), { kind: 'refused' });
    expect(await find()).toMatchObject({ uncertain: true, pending: 1, backendId: 'a' });
    expect(await store.forget((await find())!)).toBe(false);
  });

  it('takes no place away from a request that began under another session', async () => {
    const lost = await begin();
    await store.settle(lost, { kind: 'refused' });
    const standing = await begin();
    await store.settle(lost, { kind: 'refused' });
    expect(await find()).toEqual(standing);
  });

  it('moves the claim for the only request that holds it', async () => {
    const session = await begin();
    const moved = (await store.move(session, 'b', 'claim', 1))!;
    expect(moved).toMatchObject({ backendId: 'b', state: 'claimed', pending: 1, proven: false });
    expect(moved.generation).toBeGreaterThan(session.generation);
    const joined = await begin();
    expect(await store.move(joined, 'c', 'claim', 1)).toBeUndefined();
  });

  it('ends the places of a claim that a proof moves', async () => {
    const session = await begin();
    const moved = await store.move(session, 'b', 'locate', session.pending);
    expect(moved).toMatchObject({ backendId: 'b', state: 'confirmed', pending: 0, pendingUntil: 0 });
  });

  it('remembers a proof of absence for as long as the claim stands', async () => {
    const session = await begin();
    await begin();
    expect(await store.prove(session)).toMatchObject({ proven: true, pending: 2 });
    expect(await begin('b')).toMatchObject({ proven: true });
    await store.settle(session, { kind: 'unknown' });
    expect(await find()).toMatchObject({ proven: true });
  });

  it('begins again for a proof whose claim is gone', async () => {
    const lost = await begin();
    await store.settle(lost, { kind: 'refused' });
    const again = await store.prove(lost);
    expect(again).toMatchObject({ backendId: 'a', proven: false, pending: 1 });
    expect(again.generation).not.toBe(lost.generation);
    await store.settle(again, { kind: 'refused' });
    await begin('b');
    expect(await store.prove(again)).toMatchObject({ backendId: 'b', proven: false, pending: 2 });
  });

  it('confirms a session that others have joined, and none of another generation', async () => {
    const session = await begin();
    await begin();
    expect(await store.confirm(session, 'learn')).toBe(true);
    expect(await find()).toMatchObject({ state: 'confirmed', origin: 'learn', pending: 2 });
    await store.settle(session, { kind: 'refused' });
    await store.settle(session, { kind: 'refused' });
    await store.forget((await find())!);
    await begin();
    expect(await store.confirm(session, 'learn')).toBe(false);
  });

  it('restores a session that was lost with all its requests', async () => {
    const lost = await begin();
    await store.settle(lost, { kind: 'refused' });
    const restored = await renew(lost, 3);
    expect(restored).toMatchObject({ backendId: 'a', state: 'claimed', pending: 3 });
    expect(restored.generation).toBeGreaterThan(lost.generation);
    expect(await renew(restored, 2)).toMatchObject({ pending: 3, epoch: restored.epoch });
  });

  it('adds the requests of a process whose session another process has restored', async () => {
    const lost = await begin();
    await store.settle(lost, { kind: 'refused' });
    await renew(lost, 1);
    expect(await renew(lost, 2)).toMatchObject({ pending: 3 });
  });

  it('takes an unproven claim over for a request that is on its way, after a loss only', async () => {
    const lost = await begin();
    await store.settle(lost, { kind: 'refused' });
    const other = await begin('b');
    expect(await renew(lost)).toEqual(other);
    expect(await renew(lost, 1, true)).toMatchObject({ backendId: 'a', pending: 1 });
  });

  it.each(['proven', 'confirmed'] as const)('takes nothing over that is %s', async (how) => {
    const lost = await begin();
    await store.settle(lost, { kind: 'refused' });
    const other = await begin('b');
    if (how === 'proven') await store.prove(other);
    else await store.settle(other, { kind: 'created', backendId: 'b', afterUnknown: false });
    expect(await renew(lost, 1, true)).toMatchObject({ backendId: 'b' });
  });

  it('records a create that no session is left of', async () => {
    const lost = await begin();
    await store.settle(lost, { kind: 'refused' });
    expect(await store.settle(lost, { kind: 'created', backendId: 'a', afterUnknown: false })).toBe(true);
    expect(await find()).toMatchObject({ backendId: 'a', state: 'confirmed', pending: 0 });
  });

  it('moves the session to the backend of a create, unless another create is under way', async () => {
    const lost = await begin();
    await store.settle(lost, { kind: 'refused' });
    const other = await begin('b');
    expect(await store.settle(lost, { kind: 'created', backendId: 'a', afterUnknown: false })).toBe(false);
    await store.settle(other, { kind: 'unknown' });
    expect(await find()).toMatchObject({ backendId: 'b' });
    await store.claim('items/main/2', 'b', 'create');
    const second = { ...lost, key: 'items/main/2' };
    expect(await store.settle(second, { kind: 'created', backendId: 'a', afterUnknown: false })).toBe(true);
    expect(await store.findFresh('items/main/2')).toMatchObject({ backendId: 'a', state: 'confirmed' });
  });

  it('names the pools in which a rule has sessions', async () => {
    await store.begin('items/main/1', 'a');
    await store.begin('items/other/1', 'a');
    const pools = [...(await store.poolsOf('items'))].sort();
    expect(pools).toEqual(['main', 'other']);
  });

  it('keeps the sessions of two pools apart', async () => {
    await store.claim('items/main/1', 'a', 'create');
    await store.claim('items/other/1', 'b', 'create');
    expect(await store.findFresh('items/main/1')).toMatchObject({ backendId: 'a' });
    const listed: string[] = [];
    let page = await store.list(undefined, { pool: 'other' });
    for (; page.next !== undefined; page = await store.list(page.next, { pool: 'other' }))
      listed.push(...page.items.map(({ key }) => key));
    listed.push(...page.items.map(({ key }) => key));
    expect(new Set(listed)).toEqual(new Set(['items/other/1']));
  });

  describe('when a lease has run out', () => {
    const runOut = async (): Promise<boolean> => {
      const { pass } = given();
      await pass?.(LEASE_MS + 1);
      return pass !== undefined;
    };

    it('forgets and moves again', async () => {
      const session = await begin();
      if (await runOut()) expect(await store.forget(session)).toBe(true);
    });

    it('counts again, and takes no place away for a request that it no longer counts', async () => {
      const early = await begin();
      if (!(await runOut())) return;
      const late = await begin('b');
      expect(late).toMatchObject({ backendId: 'a', pending: 1 });
      await store.settle(early, { kind: 'refused' });
      expect(await find()).toMatchObject({ pending: 1 });
      expect(await renew(early)).toMatchObject({ pending: 2 });
    });

    it('keeps an uncertain claim that the next creating request is refused by', async () => {
      await store.settle(await begin(), { kind: 'unknown' });
      if (!(await runOut())) return;
      await store.settle(await begin(), { kind: 'refused' });
      expect(await find()).toMatchObject({ backendId: 'a', uncertain: true, pending: 0 });
    });
  });
}

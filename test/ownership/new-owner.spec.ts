import { eventually } from '../support/eventually';
import { aBackend } from './support/a-backend';
import { done, handOff, state } from './support/messages';
import { read, twoBackends } from './support/two-backends';

describe('a new owner', () => {
  it('accepts one state twice, and imports it once', async () => {
    const to = await aBackend();
    expect(await state(to, 'one', 9)).toMatchObject({ status: 200 });
    expect(await state(to, 'other', 9)).toMatchObject({ status: 200 });
    expect(await read(to, 9)).toMatchObject({ text: 'one' });
    expect(await state(to, 'other', 9)).toMatchObject({ status: 200 });
    expect(await read(to, 9)).toMatchObject({ text: 'one' });
  });

  it('answers 409 to a state that is older than what it has seen', async () => {
    const to = await aBackend();
    await read(to, 10);
    expect(await state(to, 'old', 9)).toMatchObject({ status: 409, code: 'stale_epoch', newest: '10' });
    expect(to.calls).toEqual([]);
  });

  it('answers 409 to a state that comes after the end of its hand-off', async () => {
    const to = await aBackend();
    await done(to, to.destination, 9, false);
    expect(await state(to, 'late', 9)).toMatchObject({ status: 409, code: 'stale_epoch', newest: '9' });
    expect(await state(to, 'new', 10)).toMatchObject({ status: 200 });
  });

  it('replaces a state by that of a newer hand-off', async () => {
    const to = await aBackend();
    await state(to, 'one', 9);
    expect(await state(to, 'other', 10)).toMatchObject({ status: 200 });
    expect(await read(to, 9)).toMatchObject({ status: 421, newest: '10' });
    expect(await read(to, 10)).toMatchObject({ text: 'other' });
  });

  it.each([null, 0, '', false, [], {}, { deep: [{ a: 'ü' }] }])(
    'accepts each JSON value: %j',
    async (value) => {
      const seen: unknown[] = [];
      const [from, to] = await twoBackends(
        { export: () => value },
        { import: (_, given) => seen.push(given) },
      );
      expect(await handOff(from, to.destination, 9)).toMatchObject({ status: 200 });
      expect(seen).toEqual([value]);
    },
  );

  it('holds nothing if import fails', async () => {
    const failing = () => Promise.reject(new Error('no'));
    const to = await aBackend('b2', { import: failing });
    expect(await state(to, 'one', 9)).toMatchObject({ status: 500, code: 'application_failed' });
    expect(to.ownership.phaseOf('42')).toBe('unknown');
  });

  it('answers 504 while import hangs, admits no request, and drops what it gets at last', async () => {
    let open = () => {};
    const opened = new Promise<void>((resolve) => (open = resolve));
    const to = await aBackend('b2', { import: () => opened, callTimeout: 30, inFlightTimeout: 30 });
    expect(await state(to, 'one', 9)).toMatchObject({ status: 504, code: 'time_limit' });
    expect(await read(to, 9)).toMatchObject({ status: 503, code: 'key_busy' });
    open();
    await eventually(() => expect(to.ownership.phaseOf('42')).toBe('unknown'));
    expect(to.calls).toEqual(['drop 42']);
  });

  it('works on a few messages of a key at a time', async () => {
    let open = () => {};
    const opened = new Promise<void>((resolve) => (open = resolve));
    const to = await aBackend('b2', { import: () => opened });
    const statuses: number[] = [];
    const answers = Array.from({ length: 20 }, async (_, at) => {
      statuses.push((await state(to, 'one', at + 1)).status);
    });
    await eventually(() => expect(statuses).toEqual(Array<number>(12).fill(503)));
    open();
    await Promise.all(answers);
    expect(statuses).toHaveLength(20);
  });
});

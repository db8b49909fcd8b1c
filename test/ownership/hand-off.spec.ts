import { createHash } from 'node:crypto';
import { eventually } from '../support/eventually';
import { aBackend } from './support/a-backend';
import { done, handOff, send } from './support/messages';
import { read, twoBackends } from './support/two-backends';

describe('a hand-off', () => {
  it('moves the state, and each backend serves its own epochs only', async () => {
    const [from, to] = await twoBackends();
    expect(await handOff(from, to.destination, 9)).toMatchObject({ status: 200 });
    expect([from.ownership.phaseOf('42'), to.ownership.phaseOf('42')]).toEqual(['leaving', 'arriving']);
    for (const epoch of [8, undefined])
      for (const backend of [from, to])
        expect(await read(backend, epoch)).toMatchObject({ status: 421, newest: '9', code: 'stale_epoch' });
    expect(await read(to, 9)).toMatchObject({ status: 200, text: 'state' });
    for (const backend of [from, to])
      expect(await done(backend, to.destination, 9, true)).toMatchObject({ status: 200 });
    expect(await read(from, 8)).toMatchObject({ status: 421, newest: '9' });
    expect(await read(from)).toMatchObject({ status: 404, code: undefined });
    expect(await read(to)).toMatchObject({ status: 200, text: 'state' });
    expect([from.calls, to.calls]).toEqual([['export 42', 'drop 42'], ['import 42']]);
  });

  it('is complete for the new owner when the gateway reports it, without a request', async () => {
    const [from, to] = await twoBackends();
    await handOff(from, to.destination, 9);
    await done(to, to.destination, 9, true);
    expect(to.ownership.phaseOf('42')).toBe('owned');
    expect(await read(to)).toMatchObject({ status: 200, text: 'state' });
  });

  it('is undone at both if the record was not moved', async () => {
    const [from, to] = await twoBackends();
    await handOff(from, to.destination, 9);
    for (const backend of [from, to])
      for (let copies = 0; copies < 2; copies++)
        expect(await done(backend, to.destination, 9, false)).toMatchObject({ status: 200 });
    expect(await read(from, 8)).toMatchObject({ status: 200, text: 'state' });
    expect(await read(from)).toMatchObject({ status: 200, text: 'state' });
    expect(to.texts.size).toBe(0);
    expect(await read(to)).toMatchObject({ status: 404 });
  });

  it('is undone at the old owner by a request that shows that the record has stayed', async () => {
    const [from, to] = await twoBackends();
    await handOff(from, to.destination, 9);
    expect(await read(from, 10)).toMatchObject({ status: 200, text: 'state' });
    expect(await read(from)).toMatchObject({ status: 200 });
    await done(from, to.destination, 9, true);
    expect(from.calls).toEqual(['export 42']);
  });

  it('goes back again', async () => {
    const [from, to] = await twoBackends();
    await handOff(from, to.destination, 9);
    await send(`${to.url}/things/42`, 9, { method: 'PUT', body: 'newer' });
    expect(await handOff(to, from.destination, 12)).toMatchObject({ status: 200 });
    expect(await read(from, 12)).toMatchObject({ status: 200, text: 'newer' });
    expect(await read(to, 9)).toMatchObject({ status: 421, newest: '12' });
  });

  it('is answered again without another move, also while it is at work', async () => {
    const [from, to] = await twoBackends();
    const answers = await Promise.all([1, 2, 3].map(() => handOff(from, to.destination, 9)));
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
    await done(from, to.destination, 9, true);
    expect(await handOff(from, to.destination, 9)).toMatchObject({ status: 200 });
    expect([from.calls, to.calls]).toEqual([['export 42', 'drop 42'], ['import 42']]);
    const other = { id: 'b3', url: to.url };
    expect(await handOff(from, other, 9)).toMatchObject({ status: 409, code: 'stale_epoch', newest: '9' });
  });

  it('answers 200 to a report of a hand-off that is not there', async () => {
    const [from, to] = await twoBackends();
    for (const moved of [true, false])
      expect(await done(from, to.destination, 9, moved)).toMatchObject({ status: 200 });
    expect(await read(from, 8)).toMatchObject({ status: 200, text: 'state' });
    expect(from.calls).toEqual([]);
  });

  it('answers 503 while too many have no known end', async () => {
    const [from, to] = await twoBackends({ maxKeys: 1 });
    from.texts.set('43', 'other');
    expect(await handOff(from, to.destination, 9)).toMatchObject({ status: 200 });
    const second = () => handOff(from, to.destination, 9, { key: '43' });
    expect(await second()).toMatchObject({ status: 503, code: 'too_many_hand_offs' });
    await done(from, to.destination, 9, true);
    expect(await second()).toMatchObject({ status: 200 });
  });
});

describe('a hand-off while requests are in flight', () => {
  it('waits for them, and refuses new ones meanwhile', async () => {
    const [from, to] = await twoBackends();
    const held = send(`${from.url}/things/42?hold`, 8);
    await eventually(() => expect(from.served).toContain('GET /things/42?hold'));
    const moving = handOff(from, to.destination, 9);
    await eventually(async () => expect(await read(from, 8)).toMatchObject({ status: 421 }));
    expect(from.calls).toEqual([]);
    from.release();
    expect(await held).toMatchObject({ status: 200, text: 'held' });
    expect(await moving).toMatchObject({ status: 200 });
  });

  it('answers 409 if they take too long, and serves the key again', async () => {
    const [from, to] = await twoBackends({ inFlightTimeout: 50 });
    void send(`${from.url}/things/42?hold`).catch(() => undefined);
    await eventually(() => expect(from.served).toContain('GET /things/42?hold'));
    expect(await handOff(from, to.destination, 9)).toMatchObject({ status: 409, code: 'requests_in_flight' });
    expect(await read(from, 8)).toMatchObject({ status: 200, text: 'state' });
    from.release();
    // Nothing was sent, so this epoch is still good.
    expect(await handOff(from, to.destination, 9)).toMatchObject({ status: 200 });
  });

  it('lets no late request of an earlier time change the state that arrives', async () => {
    const [from, to] = await twoBackends({}, { inFlightTimeout: 50 });
    void send(`${to.url}/things/42?hold`, 3).catch(() => undefined);
    await eventually(() => expect(to.served).toHaveLength(1));
    expect(await handOff(from, to.destination, 9)).toMatchObject({ status: 502 });
    expect(to.calls).toEqual([]);
    to.release();
    await eventually(async () =>
      expect(await handOff(from, to.destination, 9)).toMatchObject({ status: 200 }),
    );
  });
});

describe('a backend that serves several rules', () => {
  it('tells their keys apart', async () => {
    const options = { keysByRule: true, key: ({ url }: { url?: string }) => url!.slice(1) };
    const rules: string[] = [];
    const from = await aBackend('b1', {
      ...options,
      export: (key, { rule, epoch }) => {
        rules.push(`${rule} ${key} ${epoch}`);
        return 'state';
      },
    });
    const to = await aBackend('b2', options);
    expect(await handOff(from, to.destination, 9, { rule: 'orders' })).toMatchObject({ status: 200 });
    expect(rules).toEqual(['orders 42 9']);
    expect(await send(`${from.url}/orders/42`, 8)).toMatchObject({ status: 421 });
    expect(await send(`${from.url}/items/42`, 8)).toMatchObject({ status: 404 });
  });

  it('knows a long key by its hash, as the gateway names it', async () => {
    const from = await aBackend('b1', { export: () => 'state' });
    const to = await aBackend('b2');
    const long = 'x'.repeat(300);
    const key = `sha256:${createHash('sha256').update(long).digest('hex')}`;
    expect(await handOff(from, to.destination, 9, { key })).toMatchObject({ status: 200 });
    expect(await send(`${from.url}/things/${long}`, 8)).toMatchObject({ status: 421, newest: '9' });
    expect(await send(`${from.url}/things/${key}`, 8)).toMatchObject({ status: 404 });
  });
});

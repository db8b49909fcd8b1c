import { createHash } from 'node:crypto';
import { createServer } from 'node:http';
import { RefusedError } from '@app/ownership';
import { closedAfterTest } from '../support/closing';
import { eventually } from '../support/eventually';
import { LocalListener } from '../support/local-listener';
import { aBackend, type Backend } from './support/a-backend';
import { done, handOff, send, state } from './support/messages';

/** Two backends, of which the first owns key 42 under epoch 8. */
async function twoBackends(...options: Parameters<typeof aBackend>[1][]): Promise<[Backend, Backend]> {
  const [from, to] = [await aBackend('b1', options[0]), await aBackend('b2', options[1])];
  await send(`${from.url}/things/42`, 8, { method: 'PUT', body: 'state' });
  return [from, to];
}

const read = (backend: Backend, epoch?: number) => send(`${backend.url}/things/42`, epoch);

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

describe('an old owner that keeps the key', () => {
  it('answers 404 if there is nothing to move', async () => {
    const [from, to] = await twoBackends();
    const answer = await handOff(from, to.destination, 9, { key: '7' });
    expect(answer).toMatchObject({ status: 404, code: 'nothing_to_move' });
    expect(await send(`${from.url}/things/7`)).toMatchObject({ status: 404, code: undefined });
  });

  it.each([
    ['refuse', { refuse: () => true }],
    [
      'export',
      {
        export: () => {
          throw new RefusedError('A job is running');
        },
      },
    ],
  ])('answers 409 if %s says so', async (_, options) => {
    const [from, to] = await twoBackends(options);
    expect(await handOff(from, to.destination, 9)).toMatchObject({ status: 409, code: 'hand_off_refused' });
    expect(await read(from, 8)).toMatchObject({ status: 200, text: 'state' });
  });

  it.each([
    ['fails', () => Promise.reject(new Error('secret detail'))],
    ['hangs', () => new Promise(() => undefined)],
    ['has no JSON', () => 1n],
  ])('answers 500 if export %s', async (_, run) => {
    const errors: unknown[] = [];
    const onError = (error: unknown) => errors.push(error);
    const [from, to] = await twoBackends({ export: run, callTimeout: 50, onError });
    const answer = await handOff(from, to.destination, 9);
    expect(answer).toMatchObject({ status: 500, code: 'application_failed' });
    expect(answer.text).not.toContain('secret detail');
    expect(errors).toHaveLength(1);
    expect(await read(from, 8)).toMatchObject({ status: 200, text: 'state' });
  });

  it.each([7, 8])('answers 409 to epoch %d, which is no newer than what it has seen', async (epoch) => {
    const [from, to] = await twoBackends();
    const answer = await handOff(from, to.destination, epoch);
    expect(answer).toMatchObject({ status: 409, code: 'stale_epoch', newest: '8' });
  });

  it('answers 409 to another hand-off before it knows the end of the first', async () => {
    const [from, to] = await twoBackends();
    await handOff(from, to.destination, 9);
    const answer = await handOff(from, to.destination, 10);
    expect(answer).toMatchObject({ status: 409, code: 'hand_off_unresolved', newest: '9' });
    await done(from, to.destination, 9, false);
    expect(await handOff(from, to.destination, 10)).toMatchObject({ status: 200 });
  });

  it('answers 502 if the new owner cannot be reached, and tries the same epoch again', async () => {
    const [from, to] = await twoBackends();
    await to.listener.stop();
    expect(await handOff(from, to.destination, 9)).toMatchObject({
      status: 502,
      code: 'new_owner_unavailable',
    });
    expect(await read(from, 8)).toMatchObject({ status: 200, text: 'state' });
    await to.listener.start();
    expect(await handOff(from, to.destination, 9)).toMatchObject({ status: 200 });
  });

  it('answers 502 if the new owner refuses', async () => {
    const refusing = () => {
      throw new RefusedError('Full');
    };
    const [from, to] = await twoBackends({}, { import: refusing });
    expect(await handOff(from, to.destination, 9)).toMatchObject({ status: 502 });
    expect(await read(from, 8)).toMatchObject({ status: 200, text: 'state' });
    expect(to.ownership.phaseOf('42')).toBe('unknown');
  });

  it('answers 502 if the state is too large for the new owner', async () => {
    const [from, to] = await twoBackends({}, { maxStateBytes: 1_000 });
    from.texts.set('42', 'x'.repeat(3_000_000));
    const answer = await handOff(from, to.destination, 9);
    expect(answer).toMatchObject({ status: 502, code: 'new_owner_unavailable' });
    expect(answer.text).toContain('413');
  });

  it('answers 502 if it is to send the key to itself', async () => {
    const [from] = await twoBackends({ sendTimeout: 60_000 });
    expect(await handOff(from, from.destination, 9)).toMatchObject({ status: 502 });
    expect(await read(from, 8)).toMatchObject({ status: 200, text: 'state' });
    expect(from.calls).toEqual(['export 42']);
  });

  it('never sends a newer state under an epoch whose outcome is unknown, and takes back the first', async () => {
    const [from, to] = await twoBackends({ sendTimeout: 50 });
    // Accepts the state, and breaks off without a response.
    const proxy = new LocalListener(
      createServer((request) => {
        request.resume().on('end', () => request.socket.destroy());
        void state(to, 'state', 9);
      }),
    );
    await proxy.start();
    closedAfterTest({ close: () => proxy.stop() });
    const destination = { id: 'b2', url: proxy.url };
    expect(await handOff(from, destination, 9)).toMatchObject({ status: 502 });
    expect(await read(from, 8)).toMatchObject({ status: 200 });
    expect(await handOff(from, destination, 9)).toMatchObject({
      status: 409,
      code: 'stale_epoch',
      newest: '9',
    });
    expect(await handOff(from, to.destination, 10)).toMatchObject({ status: 200 });
    expect(await read(to, 10)).toMatchObject({ status: 200, text: 'state' });
  });

  it('tells a new owner that took too long that the key stays', async () => {
    let open = () => {};
    const opened = new Promise<void>((resolve) => (open = resolve));
    const [from, to] = await twoBackends({ sendTimeout: 50 }, { import: () => opened });
    expect(await handOff(from, to.destination, 9)).toMatchObject({ status: 502 });
    expect(to.ownership.phaseOf('42')).toBe('arriving');
    open();
    await eventually(() => expect(to.calls).toEqual(['drop 42']));
    await eventually(() => expect(to.ownership.phaseOf('42')).toBe('unknown'));
    expect(await state(to, 'late', 9)).toMatchObject({ status: 409, newest: '9' });
  });

  it('keeps the key if a newer request comes while the state is sent', async () => {
    let open = () => {};
    const opened = new Promise<void>((resolve) => (open = resolve));
    const [from, to] = await twoBackends({}, { import: () => opened });
    const moving = handOff(from, to.destination, 9);
    await eventually(() => expect(to.ownership.phaseOf('42')).toBe('arriving'));
    expect(await read(from, 11)).toMatchObject({ status: 200 });
    open();
    expect(await moving).toMatchObject({ status: 409, code: 'hand_off_refused' });
    await eventually(() => expect(to.calls).toEqual(['drop 42']));
  });

  it('stays frozen if drop fails, until the gateway reports the end again', async () => {
    let failures = 1;
    const drop = () => {
      if (failures-- > 0) throw new Error('no');
    };
    const [from, to] = await twoBackends({ drop });
    await handOff(from, to.destination, 9);
    expect(await done(from, to.destination, 9, true)).toMatchObject({ status: 500 });
    expect(await read(from)).toMatchObject({ status: 421 });
    expect(await done(from, to.destination, 9, true)).toMatchObject({ status: 200 });
    expect(from.ownership.phaseOf('42')).toBe('unknown');
  });
});

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

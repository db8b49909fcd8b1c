import { createServer } from 'node:http';
import { RefusedError } from '@app/ownership';
import { closedAfterTest } from '../support/closing';
import { eventually } from '../support/eventually';
import { LocalListener } from '../support/local-listener';
import { done, handOff, send, state } from './support/messages';
import { read, twoBackends } from './support/two-backends';

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

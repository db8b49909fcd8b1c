import { KeyRecord } from './key-record';

const B2 = { id: 'b2', url: 'http://b2:8000' };
const B3 = { id: 'b3', url: 'http://b3:8000' };

function recordAt(epoch: number): KeyRecord {
  const record = new KeyRecord();
  record.admit(epoch);
  return record;
}

function leavingAt(epoch: number): KeyRecord {
  const record = recordAt(epoch - 1);
  record.beginLeaving(epoch, B2);
  record.noteSent(epoch);
  return record;
}

function arrivingAt(epoch: number): KeyRecord {
  const record = new KeyRecord();
  record.beginArriving(epoch);
  record.noteImported(epoch);
  return record;
}

const answers = (record: KeyRecord, ...epochs: (number | undefined)[]) =>
  epochs.map((epoch) => record.admit(epoch));

describe('a key with an owner', () => {
  it('admits the newest epoch and newer ones, and requests without an epoch', () => {
    expect(answers(recordAt(8), undefined, 8, 9)).toEqual(['admitted', 'admitted', 'admitted']);
  });

  it('refuses an older epoch, and says the newest', () => {
    const record = recordAt(8);
    expect(answers(record, 7)).toEqual(['stale']);
    expect(record.newest).toBe(8);
    expect(record.phase).toBe('owned');
  });
});

describe('a key that leaves', () => {
  it('refuses all requests before the epoch of the hand-off, and those without one', () => {
    const record = leavingAt(9);
    expect(answers(record, 8, undefined)).toEqual(['stale', 'stale']);
    expect(record.newest).toBe(9);
    expect(record.phase).toBe('leaving');
  });

  it.each([9, 10])('stays if a request of epoch %d comes, since the record has stayed', (epoch) => {
    const record = leavingAt(9);
    expect(answers(record, epoch)).toEqual(['admitted']);
    expect(record.isLeaving(9)).toBe(false);
    expect(record.noteSent(9)).toBe(false);
    expect(record.phase).toBe('owned');
  });

  it('serves as before after it has stayed', () => {
    const record = leavingAt(9);
    record.stay(9, true);
    expect(record.newest).toBe(8);
    expect(answers(record, undefined, 8, 7)).toEqual(['admitted', 'admitted', 'stale']);
  });

  it('is gone after the move: its epochs up to that of the move are refused, searches are not', () => {
    const record = leavingAt(9);
    record.lose(9);
    expect(answers(record, 8, 9, undefined, 10)).toEqual(['stale', 'stale', 'admitted', 'admitted']);
  });

  it('admits nothing while the application drops it', () => {
    const record = leavingAt(9);
    record.setChanging(true);
    expect(answers(record, 8, 9)).toEqual(['stale', 'busy']);
  });

  it('repeats a hand-off to the same backend, during and after it, and refuses one to another', () => {
    const record = leavingAt(9);
    expect([record.beginLeaving(9, B2), record.beginLeaving(9, B3)]).toEqual(['repeated', 'stale']);
    record.lose(9);
    expect([record.beginLeaving(9, B2), record.beginLeaving(9, B3)]).toEqual(['repeated', 'stale']);
  });

  it('refuses a hand-off that is no newer than what it has seen', () => {
    const record = recordAt(8);
    expect([7, 8].map((epoch) => record.beginLeaving(epoch, B2))).toEqual(['stale', 'stale']);
    expect(record.beginLeaving(9, B2)).toBe('begun');
  });

  it('refuses an epoch again if the outcome at the new owner is unknown, and not otherwise', () => {
    const [certain, uncertain] = [leavingAt(9), leavingAt(9)];
    certain.stay(9, false);
    uncertain.stay(9, true);
    expect([certain.beginLeaving(9, B2), uncertain.beginLeaving(9, B2)]).toEqual(['begun', 'stale']);
    expect(uncertain.newestSeen).toBe(9);
  });

  it('accepts no other hand-off before it knows the end of the first', () => {
    const record = leavingAt(9);
    expect(record.beginLeaving(12, B3)).toBe('busy');
    record.stay(9, true);
    expect(record.beginLeaving(12, B3)).toBe('begun');
  });
});

describe('a key that arrives', () => {
  it('admits the epoch of the hand-off and newer ones only, and is owned by the first', () => {
    const record = arrivingAt(9);
    expect(record.phase).toBe('arriving');
    expect(answers(record, undefined, 8)).toEqual(['stale', 'stale']);
    expect(record.newest).toBe(9);
    expect(answers(record, 9, undefined, 8)).toEqual(['admitted', 'admitted', 'stale']);
    expect(record.phase).toBe('owned');
  });

  it('is owned once the gateway has moved its record', () => {
    const record = arrivingAt(9);
    record.own(9);
    expect(answers(record, undefined, 8, 9)).toEqual(['admitted', 'stale', 'admitted']);
  });

  it('admits nothing while the application imports it', () => {
    const record = new KeyRecord();
    record.beginArriving(9);
    record.setChanging(true);
    expect(answers(record, 9)).toEqual(['busy']);
  });

  it('accepts a repeated state, during and after the arrival', () => {
    const record = arrivingAt(9);
    expect(record.beginArriving(9)).toBe('repeated');
    record.admit(12);
    expect(record.beginArriving(9)).toBe('repeated');
  });

  it('refuses a state that is older than what it has seen, or whose hand-off has ended', () => {
    expect(recordAt(9).beginArriving(9)).toBe('stale');
    const record = arrivingAt(9);
    record.cancelArrival(9, true);
    expect(record.beginArriving(9)).toBe('stale');
    expect(record.phase).toBe('unknown');
  });

  it('refuses a state after the end of its hand-off, also if the end comes first', () => {
    const record = new KeyRecord();
    record.endWithoutMove(9);
    expect([record.beginArriving(9), record.beginArriving(10)]).toEqual(['stale', 'begun']);
  });

  it('ends the hand-offs by which it had left before', () => {
    const record = leavingAt(9);
    record.beginArriving(12);
    record.noteImported(12);
    record.cancelArrival(12, true);
    expect(answers(record, 9, undefined, 10)).toEqual(['stale', 'admitted', 'admitted']);
  });

  it('returns to its arrival if it leaves again without a move', () => {
    const record = arrivingAt(9);
    record.beginLeaving(12, B3);
    expect(answers(record, 9)).toEqual(['stale']);
    record.stay(12, true);
    expect(record.phase).toBe('arriving');
    expect(answers(record, 9)).toEqual(['admitted']);
  });

  it('gives way to a newer request before the import', () => {
    const record = new KeyRecord();
    record.beginArriving(9);
    expect(answers(record, 10)).toEqual(['admitted']);
    expect(record.isArriving(9)).toBe(false);
    expect(record.beginArriving(9)).toBe('stale');
  });
});

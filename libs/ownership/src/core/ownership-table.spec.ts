import fc from 'fast-check';
import { OwnershipTable } from './ownership-table';

const TO = { id: 'b2', url: 'http://b2:8000' };

describe('the table of keys', () => {
  it.each([0, -1, 1.5, NaN])('requires a positive limit: not %d', (maxKeys) => {
    expect(() => new OwnershipTable(maxKeys)).toThrow(RangeError);
  });

  it('drops the least recently used epoch', () => {
    const table = new OwnershipTable(2);
    for (const key of ['a', 'b', 'a', 'c']) table.update(key, (record) => record.admit(5));
    expect(table.peek('a')?.newest).toBe(5);
    expect(table.peek('b')).toBeUndefined();
    expect(table.size).toBe(2);
  });

  it('keeps nothing of a key without an epoch', () => {
    const table = new OwnershipTable(2);
    table.update('a', (record) => {
      record.admit(undefined);
      record.inFlight++;
    });
    expect(table.size).toBe(1);
    table.release('a');
    expect(table.size).toBe(0);
  });

  it('calls back when the last request in flight has ended, and not if that is cancelled', () => {
    const table = new OwnershipTable(2);
    const idle: string[] = [];
    table.onIdle('a', () => idle.push('at once'));
    for (let requests = 0; requests < 2; requests++) table.update('a', (record) => record.inFlight++);
    table.onIdle('a', () => idle.push('later'));
    table.onIdle('a', () => idle.push('never'))();
    table.release('a');
    expect(idle).toEqual(['at once']);
    table.release('a');
    expect(idle).toEqual(['at once', 'later']);
  });

  it('has room for hand-offs of maxKeys keys', () => {
    const table = new OwnershipTable(2);
    for (const key of ['a', 'b']) table.update(key, (record) => record.beginLeaving(9, TO));
    expect(table.hasRoom).toBe(false);
    table.update('a', (record) => record.stay(9, true));
    expect(table.hasRoom).toBe(true);
  });

  it('holds at most maxKeys keys besides the pinned ones, and never drops a pinned one', () => {
    const key = fc.integer({ min: 0, max: 20 }).map(String);
    const step = fc.record({
      key,
      epoch: fc.integer({ min: 1, max: 30 }),
      what: fc.constantFrom('request', 'end', 'leave', 'stay', 'lose', 'arrive', 'cancel'),
    });
    const run = (steps: readonly { key: string; epoch: number; what: string }[]) => {
      const table = new OwnershipTable(4);
      const open = new Map<string, number>();
      for (const { key, epoch, what } of steps) {
        if (what === 'end') {
          if (!open.get(key)) continue;
          open.set(key, open.get(key)! - 1);
          table.release(key);
        } else
          table.update(key, (record) => {
            if (what === 'leave') record.beginLeaving(epoch, TO);
            if (what === 'stay') record.stay(epoch, true);
            if (what === 'lose') record.lose(epoch);
            if (what === 'arrive' && record.beginArriving(epoch) === 'begun') record.noteImported(epoch);
            if (what === 'cancel') record.cancelArrival(epoch, true);
            if (what !== 'request' || record.admit(epoch) !== 'admitted') return;
            record.inFlight++;
            open.set(key, (open.get(key) ?? 0) + 1);
          });
        const records = [...Array(21).keys()].map((name) => table.peek(String(name)));
        const pinned = records.filter((record) => record?.isPinned).length;
        expect(table.size - pinned).toBeLessThanOrEqual(4);
        for (const [name, requests] of open) expect(table.peek(name)?.inFlight ?? 0).toBe(requests);
        expect(table.hasRoom).toBe(records.filter((record) => record?.isHeld).length < 4);
      }
    };
    fc.assert(fc.property(fc.array(step, { maxLength: 120 }), run), { numRuns: 300 });
  });
});

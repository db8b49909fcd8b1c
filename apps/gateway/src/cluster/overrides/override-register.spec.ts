import { type BackendSettings } from '../../data-plane/upstream/backend';
import { OperatorOverrides } from '../../data-plane/upstream/operator-overrides';
import { type VersionedOverride } from './versioned-override';
import { OverrideRegister } from './override-register';
import { decodeOverride, encodeOverride } from './override-codec';

const A: BackendSettings = { id: 'a', url: 'http://a:80', weight: 1, maxInFlight: 0, backup: false };
const POOLS = [{ name: 'main', backends: [A] }];
const NONE = new OperatorOverrides();
const DAY = 24 * 60 * 60 * 1000;

function mode(mode: 'enabled' | 'draining' | 'disabled') {
  return { mode, reason: 'test', url: A.url };
}

/** A register with overrides of this moment. */
function bookOf(at: number, after: OperatorOverrides, by = 'here', pools = POOLS): OverrideRegister {
  const book = new OverrideRegister();
  book.note(NONE, after, { at, by, pools });
  return book;
}

function contents(book: OverrideRegister): Map<string, VersionedOverride> {
  const word = book.get('main/a');
  return new Map(word === undefined ? [] : [['main/a', word]]);
}

const drained = NONE.setMode('main', 'a', mode('draining'));
const heavier = NONE.reweight('main', 'a', 7);

describe('OverrideRegister', () => {
  it('says the same at all gateways, whichever was told first: the newest word counts', () => {
    const [one, other] = [bookOf(1_000, drained, 'one'), bookOf(2_000, heavier, 'other')];
    const [ones, others] = [contents(one), contents(other)];
    expect(one.merge(others)).toEqual(['main/a']);
    expect(other.merge(ones)).toEqual([]);
    expect(contents(one)).toEqual(contents(other));
    expect(one.inForce(POOLS).over(POOLS)[0].backends[0].weight).toBe(7);
  });

  it('chooses between two words of one moment as every other book does', () => {
    const [one, other] = [bookOf(1_000, drained, 'one'), bookOf(1_000, heavier, 'other')];
    const [ones, others] = [contents(one), contents(other)];
    one.merge(others);
    other.merge(ones);
    expect(contents(one)).toEqual(contents(other));
  });

  it('lets an operator overrule what was said at a gateway whose clock is ahead', () => {
    const book = new OverrideRegister();
    book.merge(contents(bookOf(9_000, drained, 'ahead')));
    const before = book.inForce(POOLS);
    book.note(before, before.setMode('main', 'a', mode('enabled')), { at: 1_000, by: 'here', pools: POOLS });
    expect(book.merge(contents(bookOf(9_000, drained, 'ahead')))).toEqual([]);
    expect(book.inForce(POOLS).desiredStateOf('main', A)).toMatchObject({ mode: 'enabled' });
  });

  it('knows what others have not been told: what is newer here, and what they have lost', () => {
    const book = bookOf(1_000, drained);
    expect([...book.localOnly]).toEqual(['main/a']);
    book.noteShared('main/a', book.get('main/a')!);
    expect(book.localOnly.size).toBe(0);
    book.merge(new Map());
    expect([...book.localOnly]).toEqual(['main/a']);
  });

  it('passes on that a change was taken back', () => {
    const book = bookOf(1_000, heavier);
    book.note(heavier, NONE, { at: 2_000, by: 'here', pools: POOLS });
    const other = bookOf(1_000, heavier);
    expect(other.merge(contents(book))).toEqual(['main/a']);
    expect(other.inForce(POOLS).overrides.size).toBe(0);
  });

  it('holds nothing against a configuration that says something new of the backend, but its state', () => {
    const book = bookOf(1_000, heavier.setMode('main', 'a', mode('draining')));
    const rewritten = [{ name: 'main', backends: [{ ...A, weight: 2 }] }];
    expect(book.inForce(rewritten).over(rewritten)).toEqual(rewritten);
    expect(book.inForce(rewritten).desiredStateOf('main', A)).toMatchObject({ mode: 'draining' });
  });

  it('forgets after a day that nothing is wanted of a backend, and nothing else', () => {
    const book = bookOf(1_000, NONE.setMode('main', 'a', mode('enabled')));
    expect(book.forget(DAY)).toEqual([]);
    expect(book.forget(DAY + 1_001)).toEqual(['main/a']);
    expect(book.localOnly.size).toBe(0);
    expect(bookOf(1_000, drained).forget(9 * DAY)).toEqual([]);
  });
});

describe('a word in Redis', () => {
  it.each([
    ['added', NONE.add('main', { ...A, id: '[::1]:80', url: 'http://[::1]:80' })],
    ['removed', NONE.remove('main', 'a', true)],
    ['reweighted and drained', heavier.setMode('main', 'a', mode('draining'))],
    ['taken back', new OperatorOverrides([{ pool: 'main', id: 'a' }])],
  ])('is read as it was written: %s', (_, changes) => {
    const [[key]] = [...changes.overrides];
    const book = bookOf(1_000, changes);
    expect(decodeOverride(key, encodeOverride(book.get(key)!))).toEqual(book.get(key));
  });

  it.each([
    ['no slash', 'main', '1 a {}'],
    ['no moment', 'main/a', 'a {}'],
    ['no JSON', 'main/a', '1 a {'],
    ['an address of no use', 'main/a', '1 a {"member":{"id":"a","url":"ftp://a"}}'],
    ['a weight of no use', 'main/a', '1 a {"weight":-1}'],
    ['a state that there is not', 'main/a', '1 a {"mode":{"mode":"off","reason":"","url":"http://a:80"}}'],
  ])('skips an entry of another program: %s', (_, field, text) => {
    expect(decodeOverride(field, text)).toBeUndefined();
  });
});

import { type BackendSettings } from './backend';
import { OperatorOverrides } from './operator-overrides';

function backend(id: string, weight = 1): BackendSettings {
  return { id, url: `http://${id}:80`, weight, maxInFlight: 0, backup: false };
}

function pools(...backends: BackendSettings[]) {
  return [{ name: 'main', backends }];
}

const NONE = new OperatorOverrides();
const LISTED = pools(backend('a'), backend('b'));

function idsAndWeights(changes: OperatorOverrides, listed = LISTED): [string, number][] {
  return changes.over(listed)[0].backends.map(({ id, weight }) => [id, weight]);
}

describe('OperatorOverrides', () => {
  it('adds, removes and reweights, and leaves the configuration as it is', () => {
    const changes = NONE.add('main', backend('c')).remove('main', 'a', true).reweight('main', 'b', 4);
    expect(idsAndWeights(changes)).toEqual([
      ['b', 4],
      ['c', 1],
    ]);
    expect(idsAndWeights(NONE)).toEqual([
      ['a', 1],
      ['b', 1],
    ]);
  });

  it('keeps to the pool that is named', () => {
    const two = [...LISTED, { name: 'other', backends: [backend('a')] }];
    const [main, other] = NONE.remove('other', 'a', true).over(two);
    expect([main.backends.length, other.backends.length]).toEqual([2, 0]);
  });

  it('remembers nothing of a backend that was added and removed', () => {
    const changes = NONE.add('main', backend('c')).remove('main', 'c', false);
    expect(idsAndWeights(changes)).toEqual(idsAndWeights(NONE));
    expect(changes.hasAdded('main', 'c')).toBe(false);
  });

  it('takes the last word: a removed one that is added again is there, as it was added', () => {
    const changes = NONE.remove('main', 'a', true).add('main', backend('a', 3)).reweight('main', 'a', 5);
    expect(idsAndWeights(changes)).toEqual([
      ['b', 1],
      ['a', 5],
    ]);
    expect(changes.hasAdded('main', 'a')).toBe(true);
  });

  it('is carried over while the configuration says the same', () => {
    const changes = NONE.reweight('main', 'a', 3).add('main', backend('c'));
    const after = pools(backend('a'), backend('b', 9));
    expect(idsAndWeights(changes.carriedOver(LISTED, after), after)).toEqual([
      ['a', 3],
      ['b', 9],
      ['c', 1],
    ]);
  });

  it.each([
    ['lists it otherwise', pools(backend('a', 2), backend('b'))],
    ['lists it no more', pools(backend('b'))],
    ['has no such pool any more', [{ name: 'other', backends: [backend('a')] }]],
  ])('is dropped when the configuration %s', (_, after) => {
    const left = NONE.reweight('main', 'a', 3).carriedOver(LISTED, after);
    expect(left.over(after)).toEqual(after);
  });

  it('gives up an added backend whose address the configuration has come to list by another name', () => {
    const after = pools(...LISTED[0].backends, { ...backend('d'), url: backend('c').url });
    expect(idsAndWeights(NONE.add('main', backend('c')).carriedOver(LISTED, after), after)).toHaveLength(3);
  });
});

it('outlasts that its backend is not found for a while, but not that it is found as something else', () => {
  const changes = NONE.reweight('main', 'a', 3);
  const [gone, heavier] = [pools(backend('b')), pools(backend('a', 2), backend('b'))];
  const left = changes.carriedOver(LISTED, gone, 'discovery').carriedOver(gone, LISTED, 'discovery');
  expect(left.over(LISTED)[0].backends[0].weight).toBe(3);
  expect(changes.carriedOver(LISTED, heavier, 'discovery').over(heavier)).toEqual(heavier);
});

describe('the state that operators want of a backend', () => {
  const drained = NONE.setMode('main', 'a', { mode: 'draining', reason: 'test', url: backend('a').url });

  it('is theirs as long as it is at the same address', () => {
    expect(drained.desiredStateOf('main', backend('a'))).toMatchObject({ mode: 'draining' });
    expect(drained.desiredStateOf('main', { ...backend('a'), url: 'http://elsewhere:80' })).toBeUndefined();
    expect(drained.over(LISTED)).toEqual(LISTED);
  });

  it('ends with a new value in the configuration for the backend, but not with another address', () => {
    const heavier = pools(backend('a', 9), backend('b'));
    const left = drained.reweight('main', 'a', 3).carriedOver(LISTED, heavier);
    expect(left.over(heavier)).toEqual(heavier);
    expect(left.desiredStateOf('main', backend('a'))).toMatchObject({ mode: 'draining' });
    const moved = pools({ ...backend('a'), url: 'http://elsewhere:80' });
    expect(drained.carriedOver(LISTED, moved).overrides.size).toBe(0);
  });

  it('ends with its removal', () => {
    const back = drained.remove('main', 'a', true).add('main', backend('a'));
    expect(back.desiredStateOf('main', backend('a'))).toBeUndefined();
  });
});

it('lists an address once, also when it was added by two names', () => {
  const twin = { ...backend('d'), url: backend('c').url };
  const changes = NONE.add('main', twin).add('main', backend('c'));
  expect(idsAndWeights(changes).map(([id]) => id)).toEqual(['a', 'b', 'c']);
});

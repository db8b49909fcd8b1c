import { createHash } from 'node:crypto';
import { readApiKeys } from './key-file';
import { PresentedKeys } from './presented-keys';

function fileOf(...keys: string[]): ReturnType<typeof readApiKeys> {
  const entries = keys.map((key) => ({ name: key, sha256: createHash('sha256').update(key).digest('hex') }));
  return readApiKeys(JSON.stringify(entries));
}

describe('PresentedKeys', () => {
  it('finds a key the first time and ever after', () => {
    const [shown, keys] = [new PresentedKeys(), fileOf('a', 'b')];
    for (const key of ['a', 'b', 'a', 'a']) expect(shown.find(key, keys)?.identity.name).toBe(key);
  });

  it('finds no key that does not hold, however often it is shown', () => {
    const [shown, keys] = [new PresentedKeys(), fileOf('a')];
    for (const key of ['c', 'c', [...keys.keys()][0], '__proto__'])
      expect(shown.find(key, keys)).toBeUndefined();
  });

  it('forgets all keys when the file has changed', () => {
    const shown = new PresentedKeys();
    expect(shown.find('a', fileOf('a', 'b'))).toBeDefined();
    const changed = fileOf('b');
    expect(shown.find('a', changed)).toBeUndefined();
    expect(shown.find('b', changed)).toBeDefined();
  });
});

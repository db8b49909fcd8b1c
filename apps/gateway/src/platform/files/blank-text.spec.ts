import { isBlank } from './blank-text';

describe('isBlank', () => {
  it.each([
    ...['', ' \n\t\r\n', '\0\0\0\0', '\uFEFF', '# a comment', '# one\n\n  # two\n', '---', '---\n# x\n...\n'],
    ...['null', 'null\n', '~', '# x\nnull # y\n', '[]', '[ ]\n', '{}', '--- {}\n', '\uFEFF# x\n[]\n'],
  ])('is true of %j', (text) => {
    expect(isBlank(text)).toBe(true);
  });

  it.each(['a', '- a', '[a]', '{ a: }', 'nullable', '"#"', '#!\na: 1', '[[]]', '----BEGIN', '0', '[] a'])(
    'is false of %j',
    (text) => {
      expect(isBlank(text)).toBe(false);
    },
  );

  it('takes no longer for a long text than for a short one', () => {
    expect(isBlank('# x\n'.repeat(20_000))).toBe(true);
  });
});

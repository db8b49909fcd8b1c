import { type BrokenReference, expandVariables } from './variables';

const env = { A: 'one', B: '${A}', EMPTY: '' };

function expand(text: string) {
  const broken: BrokenReference[] = [];
  const expanded = expandVariables(text, env, (reference) => broken.push(reference));
  return { expanded, broken: broken.map(({ found }) => found) };
}

describe('expandVariables', () => {
  it.each([
    ['${A}', 'one'],
    ['http://${A}:${A}/', 'http://one:one/'],
    ['${A:-three}', 'one'],
    ['${C:-three}', 'three'],
    ['${EMPTY:-three}', 'three'],
    ['${EMPTY}', ''],
    ['${C:-}', ''],
    ['$${A}', '${A}'],
    ['$A $ {A} {A}', '$A $ {A} {A}'],
  ])('reads %s as "%s"', (text, expanded) => {
    expect(expand(text)).toEqual({ expanded, broken: [] });
  });

  it('does not read what a variable contains once more', () => {
    expect(expand('${B}').expanded).toBe('${A}');
  });

  it.each([
    ['${C}', '${C}, which is not set in the environment'],
    ['${constructor}', '${constructor}, which is not set in the environment'],
    ['${A', '"${A"'],
    ['${}', '"${}"'],
    ['${1A}', '"${1A}"'],
    ['${A-b}', '"${A-b}"'],
  ])('reports %s', (text, found) => {
    expect(expand(text)).toEqual({ expanded: text, broken: [found] });
  });

  it('reports every reference that cannot be read', () => {
    expect(expand('${C}${A}${D}').broken).toHaveLength(2);
  });
});

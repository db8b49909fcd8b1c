/** White space, and what a disk leaves of a file that was never written out; comments; where documents begin and end. */
const NOTHING = /^[\s\0\uFEFF]+|^#[^\n]*|^(---|\.\.\.)(?=\s|$)/;
const EMPTY_VALUE = /^(null|Null|NULL|~|\[\s*\]|\{\s*\})/;

/**
 * True for a YAML or JSON file without content: no text, comments only, `null`, an empty list or an empty object. A
 * truncated file looks like that, and so does the result of a template without values.
 */
export function isBlank(text: string): boolean {
  return afterNothing(afterNothing(text).replace(EMPTY_VALUE, '')) === '';
}

function afterNothing(text: string): string {
  let rest = text;
  for (let next = rest.replace(NOTHING, ''); next !== rest; next = rest.replace(NOTHING, '')) rest = next;
  return rest;
}

import { jsonField, MAX_FIELD, plainField } from './escape-control-chars';

const HOSTILE = [
  ['a line feed', '\n', '\\u000a'],
  ['a carriage return', '\r', '\\u000d'],
  ['an escape', '\x1b[2K', '\\u001b[2K'],
  ['a C1 control', '\x9b', '\\u009b'],
  ['a line separator', '\u2028', '\\u2028'],
  ['a paragraph separator', '\u2029', '\\u2029'],
  ['a turn of direction', '\u202e', '\\u202e'],
  ['an isolate', '\u2066', '\\u2066'],
  ['nothing to see', '\u200b', '\\u200b'],
  ['half a character', '\ud800', '\\ud800'],
] as const;

describe.each(HOSTILE)('a field with %s', (_, character, spelled) => {
  it('spells it out in JSON, and still does when it is read', () => {
    expect(JSON.parse(jsonField(`a${character}b`))).toBe(`a${spelled}b`);
  });

  it('spells it out in plain text', () => {
    expect(plainField(`a${character}b`)).toBe(`a${spelled}b`);
  });
});

describe('a field', () => {
  it.each(['/items/1?x=y', 'Grüße', '日本語', '😀', 'say "no" \\'])('is what it was: %s', (text) => {
    expect(JSON.parse(jsonField(text))).toBe(text);
  });

  it('cannot end its quotes in plain text', () => {
    expect(plainField('a" 200 "')).toBe('a\\" 200 \\"');
  });

  it('is cut off where it is too long', () => {
    expect(JSON.parse(jsonField('x'.repeat(MAX_FIELD + 1)))).toBe(`${'x'.repeat(MAX_FIELD)}…`);
    expect(plainField('x'.repeat(100_000))).toHaveLength(MAX_FIELD + 1);
  });
});

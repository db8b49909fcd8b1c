import { strictJson } from './strict-json';

const read = (text: string) => strictJson(Buffer.from(text));

describe('strictJson', () => {
  it.each(['{"a":{"b":1},"c":[{"b":2},{"b":3}]}', '"a:{"', '[]', '{"a":"\\"a\\":","b":1}', '1'])(
    'reads %s',
    (text) => expect(read(text)).toEqual(JSON.parse(text)),
  );

  it.each([
    '{"a":1,"a":1}',
    '{"a":1,"\\u0061":2}',
    '[{"x":{"b":[],"b":{}}}]',
    '{',
    '',
    '{"a":1,}',
    '\ufeff{}',
  ])('refuses %j, which readers take for different things or for none', (text) =>
    expect(() => read(text)).toThrow(),
  );

  it('refuses what is nested too deeply, and what is not UTF-8', () => {
    expect(() => read('['.repeat(65) + ']'.repeat(65))).toThrow('deeply');
    expect(() => strictJson(Buffer.from([0x22, 0xff, 0x22]))).toThrow();
  });
});

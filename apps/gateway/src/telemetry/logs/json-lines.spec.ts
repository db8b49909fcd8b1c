import { jsonLines } from './json-lines';

describe('jsonLines', () => {
  it('wraps what is no JSON, and leaves the rest alone', () => {
    const lines = '{"level":"warn","msg":"a"}\nFATAL ERROR: "heap"\n\n----- Native stack trace -----\n';
    expect(jsonLines(lines, 'Workers', 7)).toBe(
      '{"level":"warn","msg":"a"}\n' +
        '{"level":"error","time":7,"context":"Workers","msg":"FATAL ERROR: \\"heap\\""}\n\n' +
        '{"level":"error","time":7,"context":"Workers","msg":"----- Native stack trace -----"}\n',
    );
  });
});

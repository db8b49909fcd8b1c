import { ProcessLog } from './process-log';

function aLog(isTerminal: boolean) {
  const written: string[] = [];
  const output = { isTerminal, write: (text: string) => void written.push(text) };
  return { log: new ProcessLog(output, output, () => 1_700_000_000_000), written };
}

describe('ProcessLog', () => {
  it('writes text to a terminal', () => {
    const { log, written } = aLog(true);
    log.info('gateway listening on http://127.0.0.1:8080');
    log.fatal('2 mistakes\nlisten.prot\nadmin.prot');
    expect(written).toEqual([
      'gateway listening on http://127.0.0.1:8080\n',
      '2 mistakes\nlisten.prot\nadmin.prot\n',
    ]);
  });

  it('writes one line of JSON each to anything else, whatever is in it', () => {
    const { log, written } = aLog(false);
    log.info('started');
    log.warn('two\nlines', 'Node');
    log.error('it broke', 'Error: it broke\n    at somewhere', 'Router');
    log.fatal(new Error('gone'), 'uncaughtException');
    expect(written.map((line) => line.split('\n').length)).toEqual([2, 2, 2, 2]);
    const time = 1_700_000_000_000;
    expect(written.map((line) => JSON.parse(line) as unknown)).toEqual([
      { level: 'info', time, context: 'Program', msg: 'started' },
      { level: 'warn', time, context: 'Node', msg: 'two\nlines' },
      {
        level: 'error',
        time,
        context: 'Router',
        stack: expect.stringContaining('at somewhere'),
        msg: 'it broke',
      },
      {
        level: 'fatal',
        time,
        context: 'uncaughtException',
        stack: expect.stringContaining('gone'),
        msg: 'gone',
      },
    ]);
  });

  it.each([
    ['json', true, /^\{/],
    ['pretty', false, /^started/],
  ] as const)('keeps to the format %s when it is set', (format, isTerminal, line) => {
    const { log, written } = aLog(isTerminal);
    log.apply({ level: 'info', format });
    log.info('started');
    expect(written).toEqual([expect.stringMatching(line)]);
  });

  it('says nothing below its level, and none of what Nest announces', () => {
    const { log, written } = aLog(false);
    log.apply({ level: 'error', format: 'auto' });
    log.log();
    log.info('started');
    log.warn('late');
    log.error('broken');
    expect(written).toHaveLength(1);
  });
});

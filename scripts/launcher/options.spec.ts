import { helpText, parseOptions } from './options.mjs';

const OPTIONS = {
  ports: { value: 'list', fallback: '8000-8003', help: 'one items-api on each' },
  watch: { help: 'restart on save' },
};

describe('parseOptions', () => {
  it('takes a value after a space and after an equals sign', () => {
    expect(parseOptions(['--ports', '1-2'], OPTIONS).ports).toBe('1-2');
    expect(parseOptions(['--ports=1-2'], OPTIONS).ports).toBe('1-2');
  });

  it('falls back where nothing is given', () => {
    expect(parseOptions([], OPTIONS)).toEqual({ ports: '8000-8003', watch: undefined, help: undefined });
  });

  it('takes an option without a value as a yes', () => {
    expect(parseOptions(['--watch'], OPTIONS).watch).toBe(true);
  });

  it.each([
    [['--prots', '1-2'], 'Unknown option --prots.'],
    [['--toString'], 'Unknown option --toString.'],
    [['-p', '1'], 'Unknown option -p.'],
    [['1-2'], 'Unknown argument "1-2".'],
    [['--ports'], '--ports needs a value: --ports <list>.'],
    [['--ports='], '--ports needs a value: --ports <list>.'],
    [['--ports', '--watch'], '--ports needs a value: --ports <list>.'],
    [['--watch=no'], '--watch takes no value.'],
  ])('refuses %j and lists what is allowed', (args, problem) => {
    expect(() => parseOptions(args, OPTIONS)).toThrow(`${problem} Allowed: --ports, --watch, --help.`);
  });
});

describe('helpText', () => {
  it('lines up the options and shows what holds without them', () => {
    expect(helpText('npm run servers', OPTIONS)).toBe(
      [
        'npm run servers',
        '',
        'Options:',
        '  --ports <list>  one items-api on each (8000-8003)',
        '  --watch         restart on save',
        '  --help          show this',
      ].join('\n'),
    );
  });
});

import { readOptions } from '../../bench/options.mjs';
import { Refusal } from '../../bench/refusal.mjs';

const choices = { subjects: ['gateway', 'nginx', 'http-proxy'], scenarios: ['small-get', 'upload-1m'] };
const read = (...argv: string[]) => readOptions(argv, choices);

describe('the options of the benchmark', () => {
  it('compares everything and records it when nothing is asked for', () => {
    expect(read()).toMatchObject({ ...choices, rounds: 3, seconds: 2, record: true, check: false });
  });

  it('takes a part of the subjects and scenarios, and then records nothing', () => {
    expect(read('--only', 'nginx,gateway', '--scenario=upload-1m')).toMatchObject({
      subjects: ['nginx', 'gateway'],
      scenarios: ['upload-1m'],
      record: false,
    });
  });

  it('records a part when told to, and a full run not when told not to', () => {
    expect(read('--only', 'nginx', '--record').record).toBe(true);
    expect(read('--no-record').record).toBe(false);
  });

  it('measures what the targets need, and briefly, when it must be quick', () => {
    expect(read('--quick')).toMatchObject({
      subjects: ['gateway', 'nginx', 'http-proxy'],
      scenarios: choices.scenarios,
      rounds: 2,
      seconds: 1,
      record: false,
    });
  });

  it('lets what is written out win over --quick', () => {
    expect(read('--quick', '--rounds', '5', '--only', 'nginx')).toMatchObject({
      rounds: 5,
      subjects: ['nginx'],
    });
  });

  it.each([['3'], ['3s']])('takes %s for three seconds', (duration) => {
    expect(read('--duration', duration).seconds).toBe(3);
  });

  it.each([
    [['--quik'], /--quik.*--quick/],
    [['--only', 'ngnix'], /"ngnix".*gateway, nginx, http-proxy/],
    [['--only', ''], /does not know ""/],
    [['--scenario', 'get'], /"get".*small-get/],
    [['--rounds', '0'], /1 to 100, not "0"/],
    [['--rounds', '2.5'], /not "2\.5"/],
    [['--duration', ''], /1 to 60, not ""/],
    [['--duration', '500ms'], /not "500m/],
    [['nginx'], /nginx/],
  ])('refuses %j and says what it takes', (argv, words) => {
    expect(() => read(...argv)).toThrow(Refusal);
    expect(() => read(...argv)).toThrow(words);
  });
});

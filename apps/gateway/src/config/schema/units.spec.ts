import { type z } from 'zod';
import { duration, ratio, size } from './units';

const read = (unit: z.ZodType, value: unknown) => unit.safeParse(value).data;

describe('duration', () => {
  it.each([
    ['500ms', 500],
    ['2s', 2000],
    ['1.5m', 90_000],
    ['1h', 3_600_000],
    ['7d', 604_800_000],
    ['2 s', 2000],
  ])('reads %s as %d milliseconds', (text, milliseconds) => {
    expect(read(duration(), text)).toBe(milliseconds);
  });

  it.each([
    '',
    '2',
    2,
    '2 seconds',
    '-1s',
    's',
    '1e3s',
    '2S',
    '0s',
    '25d',
    'NaNs',
    null,
    true,
    {},
    [],
    ['2s'],
  ])('refuses %j', (value) => {
    expect(duration().safeParse(value).success).toBe(false);
  });

  it('keeps to the bounds it is given', () => {
    const idle = duration({ from: '1s', to: '365d' });
    expect(read(idle, '30d')).toBe(2_592_000_000);
    expect(idle.safeParse('999ms').success).toBe(false);
    expect(idle.safeParse('366d').success).toBe(false);
  });
});

describe('size', () => {
  const bytes = size({ from: '1B', to: '1GiB' });

  it.each([
    ['512B', 512],
    ['64KiB', 65_536],
    ['64KB', 64_000],
    ['1.5MiB', 1_572_864],
    ['1GiB', 1_073_741_824],
    ['4096', 4096],
    [4096, 4096],
  ])('reads %p as %d bytes', (value, expected) => {
    expect(read(bytes, value)).toBe(expected);
  });

  it.each(['0B', '2GiB', '64kib', '64K', '1 mib', '-1', 1e21, NaN, null, false, {}])(
    'refuses %p',
    (value) => {
      expect(bytes.safeParse(value).success).toBe(false);
    },
  );
});

describe('ratio', () => {
  it.each([
    ['20%', 0.2],
    ['12.5%', 0.125],
    ['0%', 0],
    ['100%', 1],
    [0.2, 0.2],
    ['0.2', 0.2],
    [1, 1],
  ])('reads %p as %d', (value, expected) => {
    expect(read(ratio(), value)).toBe(expected);
  });

  it.each(['120%', 20, '-5%', '%', 'half', null, true, {}, ['20%']])('refuses %p', (value) => {
    expect(ratio().safeParse(value).success).toBe(false);
  });
});

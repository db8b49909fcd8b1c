import { scalar, VARIABLE } from './scalar';

const MILLISECONDS = new Map(Object.entries({ ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 }));
const BYTES = new Map(
  Object.entries({
    '': 1,
    B: 1,
    KB: 1e3,
    MB: 1e6,
    GB: 1e9,
    KiB: 2 ** 10,
    MiB: 2 ** 20,
    GiB: 2 ** 30,
    TiB: 2 ** 40,
  }),
);

interface Bounds {
  readonly from: string;
  readonly to: string;
}

/** A span of time, such as `500ms`, `2s`, `1.5m`, `1h` or `7d`, as milliseconds. Timers of Node end at 24 days. */
export function duration({ from = '1ms', to = '24d' }: Partial<Bounds> = {}) {
  return scalar({
    allowed: `a duration from ${from} to ${to}, such as 500ms, 2s, 5m or 1h`,
    read: within({ from, to }, MILLISECONDS),
    json: { title: 'duration', type: 'string', pattern: `^\\d+(\\.\\d+)?(ms|s|m|h|d)$|${VARIABLE}` },
  });
}

/** An amount of data, such as `512B`, `64KiB`, `10MiB` or a bare number of bytes, as bytes. */
export function size({ from, to }: Bounds) {
  return scalar({
    allowed: `a size from ${from} to ${to}, such as 64KiB, 10MiB or a number of bytes`,
    read: within({ from, to }, BYTES),
    json: {
      title: 'size',
      type: ['string', 'integer'],
      pattern: `^\\d+(\\.\\d+)?(B|KB|MB|GB|KiB|MiB|GiB|TiB)?$|${VARIABLE}`,
    },
  });
}

/** A part of a whole, such as `20%` or `0.2`, as a number from 0 to 1. */
export function ratio() {
  return scalar({
    allowed: 'a ratio from 0% to 100%, such as 20%',
    read: (value) => {
      const [, amount, percent] = /^(\d+(?:\.\d+)?)(%?)$/.exec(written(value)) ?? [];
      const part = percent ? Number(amount) / 100 : Number(amount);
      return part <= 1 ? part : undefined;
    },
    json: {
      title: 'ratio',
      type: ['string', 'number'],
      minimum: 0,
      maximum: 1,
      pattern: `^\\d+(\\.\\d+)?%?$|${VARIABLE}`,
    },
  });
}

/** Reads a quantity whose unit is one of `units`, and only when it lies between the two bounds. */
function within({ from, to }: Bounds, units: ReadonlyMap<string, number>) {
  const read = (value: unknown): number => {
    const [, amount, unit] = /^(\d+(?:\.\d+)?) ?([A-Za-z]*)$/.exec(written(value)) ?? [];
    return Math.round(Number(amount) * (units.get(unit) ?? NaN));
  };
  const [least, most] = [read(from), read(to)];
  return (value: unknown): number | undefined => {
    const quantity = read(value);
    return quantity >= least && quantity <= most ? quantity : undefined;
  };
}

function written(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}

import { scalar, VARIABLE } from './scalar';

/** More than any machine has cores for. */
const MAX_WORKERS = 256;

/** How many processes take the requests; `auto` is one for each core that this process may use. */
export function workers() {
  return scalar<number | 'auto'>({
    allowed: `auto, or a whole number from 1 to ${MAX_WORKERS}`,
    read: (value) => {
      if (value === 'auto') return value;
      const number = typeof value === 'string' && /^\d{1,3}$/.test(value) ? Number(value) : value;
      const isCount =
        typeof number === 'number' && Number.isInteger(number) && number >= 1 && number <= MAX_WORKERS;
      return isCount ? number : undefined;
    },
    json: {
      title: 'auto or number',
      anyOf: [
        { type: 'integer', minimum: 1, maximum: MAX_WORKERS },
        { type: 'string', pattern: `^(auto|\\d+|${VARIABLE})$` },
      ],
    },
    words: ['auto'],
  });
}

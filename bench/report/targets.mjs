import { ratio } from './summary.mjs';

const cell = (subject, scenario) => ({ subject, scenario });

/** The targets of the gateway: its CPU per request, relative to another measurement of the same run. */
export const TARGETS = [
  {
    title: 'small GET, × nginx',
    from: cell('gateway', 'small-get'),
    to: cell('nginx', 'small-get'),
    most: 3.0,
  },
  {
    title: 'small GET, × http-proxy',
    from: cell('gateway', 'small-get'),
    to: cell('http-proxy', 'small-get'),
    most: 0.4,
  },
  {
    title: '100 KiB answer, × nginx',
    from: cell('gateway', 'get-100k'),
    to: cell('nginx', 'get-100k'),
    most: 1.8,
  },
  {
    title: 'sticky GET, × small GET',
    from: cell('gateway', 'sticky-get'),
    to: cell('gateway', 'small-get'),
    most: 1.15,
  },
];

/**
 * Each target with its `value` and whether it `holds`. One that was not measured has no value and does not hold:
 * a check that passes because nothing was measured would be worth nothing.
 */
export function checkTargets(rows) {
  return TARGETS.map(({ title, from, to, most }) => {
    const value = ratio(rows, from, to);
    return { title, most, value, holds: value !== undefined && value <= most };
  });
}

/** The targets as lines for the terminal. */
export function describeTargets(checked) {
  return checked.map(({ title, most, value, holds }) => {
    const shown = value === undefined ? 'not measured' : value.toFixed(2);
    return `  ${holds ? 'reached' : 'MISSED '}  ${title.padEnd(24)} ${shown.padStart(12)}   at most ${most.toFixed(2)}`;
  });
}

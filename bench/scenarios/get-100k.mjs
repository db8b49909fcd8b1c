import { LARGE } from '../backends/items.mjs';

/** The cost of streaming an answer back. */
export const get100k = {
  name: 'get-100k',
  title: '100 KiB answer',
  sticky: false,
  preparation: () => [],
  exchanges: () => [{ method: 'GET', path: '/large', body: '', status: 200, answer: LARGE }],
};

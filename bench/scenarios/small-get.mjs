import { SMALL } from '../backends/items.mjs';

/** The overhead of a request and of nothing else. */
export const smallGet = {
  name: 'small-get',
  title: 'small GET',
  sticky: false,
  preparation: () => [],
  exchanges: () => [{ method: 'GET', path: '/ping', body: '', status: 200, answer: SMALL }],
};

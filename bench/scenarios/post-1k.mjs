import { received } from '../backends/items.mjs';

const BODY = 'x'.repeat(1024);

/** The cost of a body that fits in one packet. */
export const post1k = {
  name: 'post-1k',
  title: '1 KiB POST',
  sticky: false,
  preparation: () => [],
  exchanges: () => [
    { method: 'POST', path: '/echo', body: BODY, status: 200, answer: received(BODY.length) },
  ],
};

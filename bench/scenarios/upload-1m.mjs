import { received } from '../backends/items.mjs';

const BODY = 'x'.repeat(1024 * 1024);

/** The cost of streaming a body up. */
export const upload1m = {
  name: 'upload-1m',
  title: '1 MiB upload',
  sticky: false,
  preparation: () => [],
  exchanges: () => [
    { method: 'POST', path: '/upload', body: BODY, status: 200, answer: received(BODY.length) },
  ],
};

import { get100k } from './get-100k.mjs';
import { post1k } from './post-1k.mjs';
import { smallGet } from './small-get.mjs';
import { stickyGet } from './sticky-get.mjs';
import { upload1m } from './upload-1m.mjs';

/**
 * Every kind of request that is measured. A new scenario is listed here and nowhere else.
 *
 * An exchange is `{ method, path, body, status, answer }`: a request and its expected response.
 *
 * - `name`: the value for `--scenario`.
 * - `exchanges(firstId)`: the requests that the load repeats, alike except for their paths; ids of items start
 *   at `firstId`.
 * - `preparation(firstId)`: exchanges that go before, once.
 * - `sticky`: true if only subjects that know owners can take part.
 */
export const SCENARIOS = [smallGet, stickyGet, post1k, get100k, upload1m];

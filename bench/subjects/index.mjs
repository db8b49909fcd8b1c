import { gateway } from './gateway.mjs';
import { haproxy } from './haproxy.mjs';
import { nginx } from './nginx.mjs';
import { nodePeer } from './node-peer.mjs';

/**
 * Everything that is compared, in the order of the report. A new subject is listed here and nowhere else.
 *
 * - `name`: what `--only` takes.
 * - `missing()`: undefined when it can run, otherwise a sentence that says how to make it so.
 * - `sticky`: how it keeps an item at its backend; undefined when it cannot.
 * - `command({ port, adminPort, backends, directory })`: the program that listens on `port`, as
 *   `{ file, args, env }`; files it needs are written to `directory`.
 */
export const SUBJECTS = [
  gateway,
  nginx,
  haproxy,
  nodePeer('http-proxy'),
  nodePeer('httpxy'),
  nodePeer('fastify-http-proxy', '@fastify/http-proxy'),
  nodePeer('http-proxy-middleware'),
  nodePeer('undici', 'node:http + undici'),
  nodePeer('relay', 'raw relay, no HTTP (floor)'),
];

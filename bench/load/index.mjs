import { autocannonLoad } from './autocannon.mjs';
import { wrk } from './wrk.mjs';

/**
 * The best load generator on this machine. `apply({ url, exchanges, connections, seconds, directory, signal })`
 * keeps every connection busy for whole `seconds`, and resolves to
 * `{ requests, seconds, p50, p99, failures: { badStatus, socketErrors, timeouts } }`, latencies in milliseconds.
 * `hint` says, where there is one, how to get a better one.
 */
export const load = [wrk, autocannonLoad].find((generator) => !generator.missing());

import { once } from 'node:events';
import http from 'node:http';
import { text } from 'node:stream/consumers';

const AT_A_TIME = 8;
const TRIES_PER_BACKEND = 8;

/** Sends every exchange once, and throws at the first whose status or body is not what it must be. */
export async function verify(url, exchanges) {
  const agent = new http.Agent({ keepAlive: true });
  // All share one iterator, so that each exchange is taken once.
  const waiting = exchanges.values();
  const sender = async () => {
    for (const exchange of waiting) await verifyOne(url, exchange, agent);
  };
  try {
    await Promise.all(Array.from({ length: AT_A_TIME }, sender));
  } finally {
    agent.destroy();
  }
}

/** Throws when fresh connections do not reach all backends: a proxy that uses one is not compared fairly. */
export async function verifyTurns(url, backends) {
  const ping = { method: 'GET', path: '/ping', body: '' };
  const reached = new Set();
  for (let left = backends * TRIES_PER_BACKEND; left > 0; left--) {
    reached.add((await send(url, ping, false)).headers['x-backend']);
  }
  if (reached.size !== backends) throw new Error(`${reached.size} of ${backends} backends were reached`);
}

async function verifyOne(url, exchange, agent) {
  const { status, body } = await send(url, exchange, agent);
  if (status === exchange.status && body === exchange.answer) return;
  const got = `${status} ${body.slice(0, 80)} (${body.length} bytes)`;
  throw new Error(`${exchange.method} ${exchange.path} got ${got}, not ${exchange.status} as it should`);
}

async function send(url, { method, path, body, headers }, agent) {
  const framing = method === 'GET' ? {} : { 'Content-Length': body.length };
  const request = http.request(new URL(path, url), { method, agent, headers: { ...headers, ...framing } });
  request.end(body);
  const [response] = await once(request, 'response');
  return { status: response.statusCode, headers: response.headers, body: await text(response) };
}

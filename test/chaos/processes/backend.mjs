/**
 * A backend of the chaos suite: `node backend.mjs NAME PORT LEDGER [BACKLOG]`. It answers its own name and the
 * request's id after 5 ms, and writes each request down before it does anything else.
 */
import { openSync, writeSync } from 'node:fs';
import { createServer } from 'node:http';
import process from 'node:process';

const SERVICE_MS = 5;
const KEEP_ALIVE_MS = 60_000;

const [name, port, file, backlog = '511'] = process.argv.slice(2);
const ledger = openSync(file, 'a');

const server = createServer((request, response) => {
  const { method, url } = request;
  // A write to a file outlives even kill -9.
  writeSync(ledger, `${method} ${url}\n`);
  request.resume().on('end', () => setTimeout(() => answer(url, response), SERVICE_MS));
});

/** Every other answer is chunked, so that both ways to frame a body meet every fault. */
function answer(url, response) {
  const id = Number(url.slice(url.lastIndexOf('/') + 1));
  const body = `${name} ${id} ${'.'.repeat(1_000)} end`;
  if (id % 2 === 0) response.setHeader('Content-Length', body.length);
  else response.write(body.slice(0, 500));
  response.end(id % 2 === 0 ? body : body.slice(500));
}

server.keepAliveTimeout = KEEP_ALIVE_MS;
server.listen({ port: Number(port), host: '127.0.0.1', backlog: Number(backlog) }, () =>
  console.log('ready'),
);

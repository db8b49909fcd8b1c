/**
 * A backend that owns items: `node owning.backend.mjs NAME PORT LEDGER`. It writes each action to its ledger
 * before it responds, so that a kill -9 loses nothing, and it starts from that ledger.
 */
import { openSync, readFileSync, writeSync } from 'node:fs';
import { createServer } from 'node:http';
import process from 'node:process';

const KEEP_ALIVE_MS = 60_000;

const [name, port, file] = process.argv.slice(2);
const ledger = openSync(file, 'a');
const items = new Set();

for (const line of readFileSync(file, 'utf8').split('\n')) {
  const [deed, id] = line.split(' ');
  if (deed === 'create') items.add(id);
  if (deed === 'delete') items.delete(id);
}

function note(deed, id) {
  // The monotonic clock of the machine, which all of its processes share.
  writeSync(ledger, `${deed} ${id} ${process.hrtime.bigint()}\n`);
}

const ANSWERS = {
  POST(id) {
    if (items.has(id)) return 400;
    note('create', id);
    items.add(id);
    return 201;
  },
  PUT(id) {
    note(items.has(id) ? 'write' : 'stray', id);
    return items.has(id) ? 200 : 404;
  },
  DELETE(id) {
    note(items.has(id) ? 'delete' : 'stray', id);
    return items.delete(id) ? 204 : 404;
  },
  GET: (id) => (items.has(id) ? 200 : 404),
  HEAD: (id) => (items.has(id) ? 200 : 404),
};

const server = createServer((request, response) => {
  const { pathname, searchParams } = new URL(request.url, 'http://backend');
  const id = searchParams.get('item_id') ?? pathname.split('/')[2];
  request.resume().on('end', () => {
    response.writeHead(ANSWERS[request.method](id), { 'X-Answered-By': name });
    response.end();
  });
});

server.keepAliveTimeout = KEEP_ALIVE_MS;
server.listen(Number(port), '127.0.0.1', () => console.log('ready'));

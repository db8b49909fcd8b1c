import { type Server } from 'node:http';
import { type Sections, aGatewayFrom, type FileGateway, listed, stubs } from './support/file-gateway';
import { type Answer } from '../support/http-client';
import { type StubBackend } from '../support/stub-backend';

const RELOADS = 100;
const CLIENTS = 8;
const ITEMS = 30;

/** Three files: `a` and `b` stay, the others come and go; the routes, the order and the balance change. */
function files([a, b, c, d]: readonly StubBackend[]): Sections[] {
  // Idle connections stay, however slow the machine is: only a reload could close them. Probes would open others.
  const lasting = { connections: { idleTimeout: '10m' }, health: { enabled: false } };
  const common = { affinity: { items: { key: [{ path: '/items/:id' }, { query: 'id' }] } } };
  const items = { path: '/items', pool: 'main', affinity: ['items'] };
  return [
    {
      ...common,
      pools: { main: { ...lasting, backends: listed(a, b) } },
      routes: [items, { path: '/', pool: 'main' }],
    },
    {
      ...common,
      pools: {
        main: { ...lasting, backends: listed(c, b, d, a), timeouts: { response: '20s' } },
        other: { balance: 'least-requests', backends: listed(c, d) },
      },
      routes: [items, { path: '/static', pool: 'other' }, { path: '/', pool: 'main' }],
    },
    {
      ...common,
      pools: {
        other: { backends: listed(d) },
        main: { ...lasting, backends: listed(b, a, c), balance: 'random' },
      },
      routes: [{ path: '/', pool: 'other' }, items, { path: '/static', pool: 'main' }],
    },
  ];
}

/** Sends requests of all kinds one after the other until it is over, and returns the responses. */
async function keepAsking(gateway: FileGateway, isOver: () => boolean): Promise<Answer[]> {
  const answers: Answer[] = [];
  for (let turn = 0; !isOver(); turn++) {
    answers.push(await gateway.fetch('/'), await gateway.fetch(`/static/${turn}`));
    answers.push(await gateway.fetch('/upload', { method: 'POST', body: 'x'.repeat(turn % 1000) }));
  }
  return answers;
}

/** Requests items again and again; returns those that another backend than the owner served. */
async function keepChecking(
  gateway: FileGateway,
  owners: ReadonlyMap<string, string>,
  isOver: () => boolean,
): Promise<string[]> {
  const strayed: string[] = [];
  while (!isOver()) {
    for (const [path, owner] of owners) {
      const { status, text } = await gateway.fetch(path);
      if (status !== 200 || text !== owner) strayed.push(`${path} of ${owner}: ${status} ${text}`);
    }
  }
  return strayed;
}

describe('a hundred reloads under load', () => {
  it('fail no request, move no sticky session, and reopen no connection', async () => {
    const backends = await stubs('a', 'b', 'c', 'd');
    // Answers that take a while are in flight when their backend goes.
    for (const backend of backends.slice(2)) {
      backend.answer((request, response) => {
        request.resume().on('end', () => setTimeout(() => response.end(backend.name), 5));
      });
    }
    const contents = files(backends);
    const gateway = await aGatewayFrom(contents[0]);
    let opened = 0;
    const listener = gateway.application.app.getHttpServer() as Server;
    const countOpened = (): void => void opened++;
    listener.on('connection', countOpened);
    const owners = new Map<string, string>();
    for (let id = 0; id < ITEMS; id++) {
      const { text } = await gateway.fetch(`/items?id=${id}`, { method: 'POST', body: '' });
      owners.set(`/items/${id}`, text);
    }
    expect(new Set(owners.values())).toEqual(new Set(['a', 'b']));

    let over = false;
    const isOver = (): boolean => over;
    const load = Promise.all(Array.from({ length: CLIENTS }, () => keepAsking(gateway, isOver)));
    const strayed = keepChecking(gateway, owners, isOver);
    const reports: number[] = [];
    for (let turn = 1; turn <= RELOADS; turn++) {
      gateway.write(contents[turn % contents.length]);
      reports.push((await gateway.reload()).status);
      // Some load in between, so that no file is passed over.
      await gateway.fetch('/');
    }
    over = true;
    const answers = (await load).flat();
    listener.off('connection', countOpened);

    expect(reports).toEqual(Array<number>(RELOADS).fill(200));
    expect(answers.filter(({ status }) => status !== 200)).toEqual([]);
    expect(await strayed).toEqual([]);
    expect(new Set(answers.map(({ text }) => text))).toEqual(new Set(['a', 'b', 'c', 'd']));
    const [a, b] = backends.map(({ accepted }) => accepted);
    // No more than there were requests at once: the clients, the checker, and the one between two reloads.
    expect(Math.max(a, b, opened)).toBeLessThanOrEqual(CLIENTS + 2);
  });
});

import { PostgresServer, postgresPrograms } from '../../support/postgres-server';
import { type BackendDouble } from '../../support/backend.double';
import { aGateway } from '../../support/test-gateway';
import { anItemsApi } from '../support/an-items-api';

const programs = postgresPrograms();
const describeWithPostgres = programs === undefined && process.env.CI !== 'true' ? describe.skip : describe;

/** An instance that keeps its items in the database at this URL. */
async function instance(name: string, url: string): Promise<BackendDouble> {
  const api = await anItemsApi({ itemsStore: { kind: 'postgres', url } });
  return { name, url: api.url, start: () => Promise.resolve(), stop: () => api.stop() };
}

describeWithPostgres('instances that share a database, behind a gateway without affinity', () => {
  let server: PostgresServer;

  beforeAll(async () => {
    server = await PostgresServer.start(programs!);
  });
  afterAll(() => server.stop());

  const start = async () => {
    const backends = await Promise.all(['a', 'b', 'c'].map((name) => instance(name, server.url)));
    return aGateway({ backends, affinity: {}, routes: [{ path: '/', pool: 'main' }] });
  };
  const json = { 'content-type': 'application/json' };
  const create = (id: number) => ({
    path: `/items/?item_id=${id}`,
    sending: { method: 'POST', headers: json, body: '{"name": "Item", "price": 1}' },
  });

  it("serve each other's items", async () => {
    const gateway = await start();
    const { path, sending } = create(1);
    expect((await gateway.fetch(path, sending)).status).toBe(201);
    for (let turn = 0; turn < 3; turn++) expect((await gateway.fetch('/items/1')).status).toBe(200);
    for (const name of ['a', 'b', 'c']) expect(gateway.state(name).requests).toBeGreaterThan(0);
  });

  it('let one of twenty clients create an id, wherever each of them is sent', async () => {
    const gateway = await start();
    const { path, sending } = create(2);
    const answers = await Promise.all(Array.from({ length: 20 }, () => gateway.fetch(path, sending)));
    expect(answers.map(({ status }) => status).sort()).toEqual([201, ...Array<number>(19).fill(400)]);
  });
});

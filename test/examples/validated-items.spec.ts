import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { anItemsApi } from '../items-api/support/an-items-api';
import { closedAfterTest } from '../support/closing';
import { EXAMPLES, RunningExample } from './support/running-example';

const PORTS = [8000, 8001, 8002, 8003];

/** The example in front of real instances of the service. */
async function running(): Promise<RunningExample> {
  const instances = await Promise.all(PORTS.map(() => anItemsApi()));
  const servers = instances.map((instance, at) =>
    closedAfterTest({
      name: String(PORTS[at]),
      url: instance.url,
      start: () => Promise.resolve(),
      stop: () => instance.stop(),
      close: () => instance.stop(),
    }),
  );
  return RunningExample.start('validated-items.yaml', servers);
}

interface Problem {
  readonly code: string;
  readonly errors?: readonly { readonly loc: readonly string[]; readonly type: string }[];
}

describe('examples/validated-items.yaml', () => {
  it('has the document that the service makes', async () => {
    const api = await anItemsApi();
    closedAfterTest({ close: () => api.stop() });
    const made: unknown = JSON.parse((await api.send('GET', '/openapi.json')).text);
    expect(JSON.parse(readFileSync(join(EXAMPLES, 'items.openapi.json'), 'utf8'))).toEqual(made);
  });

  it('lets everything pass that the service takes', async () => {
    const example = await running();
    const headers = { 'content-type': 'application/json' };
    const item = (price: number) => ({ headers, body: JSON.stringify({ name: 'a', price }) });
    const asked = [
      await example.fetch('/items/?item_id=1', { method: 'POST', ...item(1) }),
      await example.fetch('/items/1'),
      await example.fetch('/items/1', { method: 'HEAD' }),
      await example.fetch('/items/1/', { method: 'PUT', ...item(2) }),
      await example.fetch('/items?limit=10'),
      await example.fetch('/items/1', { method: 'DELETE' }),
      await example.fetch('/items/1'),
      await example.fetch('/ping'),
    ];
    expect(asked.map(({ status }) => status)).toEqual([201, 200, 200, 200, 200, 204, 404, 200]);
  });

  it.each([
    ['POST', '/items', '{"name":"a","price":1}', 'query.item_id missing'],
    ['POST', '/items?item_id=x', '{"price":"1"}', 'query.item_id type, body.name missing, body.price type'],
    ['POST', '/items?item_id=1', '', 'body missing'],
    ['POST', '/items?item_id=1', '{', 'body json_invalid'],
    ['GET', '/items/abc', '', 'path.item_id type'],
    ['GET', '/items/9007199254740992', '', 'path.item_id maximum'],
    ['GET', '/items?limit=0&after=x', '', 'query.limit minimum, query.after type'],
    ['DELETE', '/items/-1', '', 'path.item_id minimum'],
  ])('answers %s %s with %j itself, naming every field: %s', async (method, path, body, expected) => {
    const example = await RunningExample.start('validated-items.yaml');
    const headers = { 'content-type': 'application/json', 'content-length': body.length };
    const answer = await example.fetch(path, { method, ...(body !== '' && { headers, body }) });
    const { code, errors } = JSON.parse(answer.text) as Problem;
    expect([answer.status, code]).toEqual([422, 'invalid_request']);
    expect(errors!.map(({ loc, type }) => `${loc.join('.')} ${type}`).join(', ')).toBe(expected);
    for (const port of PORTS)
      expect(example.backend(port).requests.filter(({ target }) => target !== '/health/ready')).toEqual([]);
  });
});

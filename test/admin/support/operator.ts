import { type PoolList, type SessionPage } from '@app/contracts';
import { type Answer } from '../../support/http-client';
import { type TestGateway } from '../../support/test-gateway';

/** Sends JSON to the admin API, as an operator's program does. */
export function ask(gateway: TestGateway, method: string, path: string, body?: unknown): Promise<Answer> {
  if (body === undefined) return gateway.admin(path, { method });
  const text = JSON.stringify(body);
  const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) };
  return gateway.admin(path, { method, headers, body: text });
}

/** Reads a path of the admin API. */
export async function read<T = Record<string, unknown>>(gateway: TestGateway, path: string): Promise<T> {
  return JSON.parse((await gateway.admin(path)).text) as T;
}

/** All that an operator can change, to be compared before and after. */
export async function everything(gateway: TestGateway): Promise<unknown> {
  const { pools } = await read<PoolList>(gateway, '/api/pools');
  const sessions = (await read<SessionPage>(gateway, '/api/sticky-sessions')).sessions;
  const owners = sessions.map(({ rule, key, backend }) => [rule, key, backend]);
  return {
    pools,
    owners,
    routes: await read(gateway, '/api/routes'),
    config: await read(gateway, '/api/config'),
  };
}

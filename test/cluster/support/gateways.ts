import { type BackendStatus, type GatewayEvent } from '@app/contracts';
import { eventually } from '../../support/eventually';
import { type RedisServer } from '../../support/redis-server';
import { type StubBackend } from '../../support/stub-backend';
import { aGateway, type TestGateway } from '../../support/test-gateway';
import { ask, read } from '../../admin/support/operator';

/** Milliseconds for a call to Redis: a busy machine takes longer than a gateway would wait. */
export const LIMIT = 2_000;

/** A gateway in front of these backends, which shares its registry with others. */
export function aSharingGateway(
  redis: RedisServer,
  backends: readonly StubBackend[],
  sections: object = {},
): Promise<TestGateway> {
  const stores = { cluster: redis.url, redis: { timeout: `${LIMIT}ms` } };
  const listed = backends.map(({ name, url }) => ({ id: name, url }));
  const pool = { backends: listed, panicThreshold: 0, slowStart: '0ms' };
  return aGateway({ backends: [], pool, sections: { stores, ...sections } });
}

/** The admin API's path of a backend. */
export function pathOf(id: string): string {
  return `/api/pools/main/backends/${id}`;
}

export function statusOf(gateway: TestGateway, id: string): Promise<BackendStatus> {
  return read<BackendStatus>(gateway, pathOf(id));
}

/** Has an operator change a backend; resolves with how it is then. */
export async function change(gateway: TestGateway, id: string, wanted: object): Promise<BackendStatus> {
  const answer = await ask(gateway, 'PATCH', pathOf(id), wanted);
  expect(answer.status).toBe(200);
  return JSON.parse(answer.text) as BackendStatus;
}

/** The ids and weights of the members. */
export async function members(gateway: TestGateway): Promise<Record<string, number>> {
  const { backends } = await read<{ backends: BackendStatus[] }>(gateway, '/api/pools/main/backends');
  return Object.fromEntries(backends.map(({ id, weight }) => [id, weight]));
}

/** Resolves once the backend is in this state at all of these gateways. */
export function untilState(state: string, id: string, ...gateways: TestGateway[]): Promise<void> {
  return eventually(async () => {
    for (const gateway of gateways) expect((await statusOf(gateway, id)).state).toBe(state);
  });
}

/** The events of a gateway so far. */
export async function eventsOf(gateway: TestGateway): Promise<GatewayEvent[]> {
  const response = await fetch(`http://127.0.0.1:${gateway.adminPort}/api/events?recent=500`);
  const reader = response.body!.getReader();
  const { value } = await reader.read();
  await reader.cancel();
  return [...new TextDecoder().decode(value).matchAll(/^data: (.*)$/gm)].map(
    ([, data]) => JSON.parse(data) as GatewayEvent,
  );
}

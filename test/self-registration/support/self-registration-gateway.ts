import { type BackendStatus } from '@app/contracts';
import { read } from '../../admin/support/operator';
import { type Answer } from '../../support/http-client';
import { aGateway, type TestGateway } from '../../support/test-gateway';

export const TOKEN = 'a-token-for-backends';
const NO_PROBES = { health: { enabled: false }, slowStart: '0ms', panicThreshold: 0 };

/** A gateway to which backends of the pool `main` announce themselves. */
export function aSelfRegistrationGateway(sections: object = {}, registry: object = {}): Promise<TestGateway> {
  return aGateway({
    backends: [],
    sections: {
      selfRegistration: { token: TOKEN, ...registry },
      pools: {
        main: { ...NO_PROBES, backends: [], discovery: [{ type: 'self-registration' }] },
        other: { backends: [] },
      },
      routes: [{ path: '/', pool: 'main' }],
      affinity: {},
      ...sections,
    },
  });
}

/** Sends what a backend sends. */
export function send(
  gateway: TestGateway,
  method: string,
  path: string,
  body?: unknown,
  token: string | null = TOKEN,
): Promise<Answer> {
  const text = body === undefined ? '' : JSON.stringify(body);
  const headers = {
    ...(token !== null && { authorization: `Bearer ${token}` }),
    ...(body !== undefined && {
      'content-type': 'application/json',
      'content-length': Buffer.byteLength(text),
    }),
  };
  return gateway.admin(path, { method, headers, body: text });
}

export function announce(gateway: TestGateway, body: object, token?: string | null): Promise<Answer> {
  return send(gateway, 'POST', '/registry', { pool: 'main', ...body }, token);
}

/** Who the pool consists of, by id, with the weights. */
export async function listed(gateway: TestGateway): Promise<Record<string, number>> {
  const { backends } = await read<{ backends: BackendStatus[] }>(gateway, '/api/pools/main/backends');
  return Object.fromEntries(backends.map(({ id, weight }) => [id, weight]));
}

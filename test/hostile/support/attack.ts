import { type Backend } from '../../../apps/gateway/src/data-plane/upstream/backend';
import { PoolTable } from '../../../apps/gateway/src/data-plane/upstream/pool-table';
import { StrictBackend } from '../../support/strict-backend';
import { type StrictRequest } from '../../support/strict-request';
import { aGateway, type GatewayOptions, type TestGateway } from '../../support/test-gateway';

/** The outcome of bytes that were sent to a gateway. */
export interface Attack {
  /** Statuses of the answers, in order. */
  readonly statuses: readonly number[];
  /** All that came back until the gateway closed the connection. */
  readonly answer: string;
  /** The requests that reached the backend, read strictly. */
  readonly reached: readonly StrictRequest[];
}

/** A gateway in front of one backend that reads strictly and answers each request with its own method and target. */
export async function aStrictPair(
  wishes: Omit<GatewayOptions, 'backends'> = {},
): Promise<{ gateway: TestGateway; backend: StrictBackend }> {
  const backend = new StrictBackend('a');
  backend.answer(({ method, target }) => answering(method === 'HEAD' ? '' : `${method} ${target}`));
  return { gateway: await aGateway({ ...wishes, backends: [backend] }), backend };
}

/** Sends bytes, awaits the end of the connection, and shows that they harmed no other client. */
export async function attack(
  bytes: string | Buffer,
  wishes: Omit<GatewayOptions, 'backends'> = {},
): Promise<Attack> {
  const { gateway, backend } = await aStrictPair(wishes);
  const answer = await gateway.raw(bytes);
  await expectUnharmed(gateway);
  expect(backend.violations).toEqual([]);
  return { statuses: statusesIn(answer), answer, reached: reachedBy(backend) };
}

/** After any client fault, the next client gets its own response, and the backend is not blamed. */
export async function expectUnharmed(gateway: TestGateway): Promise<void> {
  const fresh = await gateway.raw(get('/fresh', 'Connection: close\r\n'));
  expect(fresh).toMatch(/^HTTP\/1\.1 200 OK\r\n[^]*\r\n\r\nGET \/fresh$/);
  expect(stateOf(gateway)).toMatchObject({ failures: 0, inFlight: 0 });
}

/** The requests that have reached the backend, except that of `expectUnharmed`. */
export function reachedBy(backend: StrictBackend): StrictRequest[] {
  return backend.requests.filter(({ target }) => target !== '/fresh');
}

export function statusesIn(answer: string): number[] {
  return [...answer.matchAll(/HTTP\/1\.1 ([0-9]{3}) /g)].map(([, status]) => Number(status));
}

/** The gateway's state of its backend. */
export function stateOf(gateway: TestGateway): Backend {
  return gateway.application.app.get(PoolTable).find('main')!.find('a')!;
}

export function get(target: string, fields = ''): string {
  return `GET ${target} HTTP/1.1\r\nHost: h\r\n${fields}\r\n`;
}

export function post(fields: string, body: string, target = '/'): string {
  return `POST ${target} HTTP/1.1\r\nHost: h\r\n${fields}\r\n${body}`;
}

/** A whole answer with this body. */
export function answering(body: string): string {
  return `HTTP/1.1 200 OK\r\nContent-Length: ${body.length}\r\n\r\n${body}`;
}

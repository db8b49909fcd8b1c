import { AttemptOutcomes } from '../../apps/gateway/src/data-plane/upstream/attempt-outcomes';
import { PoolTable } from '../../apps/gateway/src/data-plane/upstream/pool-table';
import { until } from '../support/eventually';
import { type RawConnection } from '../support/raw-connection';
import { RawBackend } from '../support/raw-backend';
import { aGateway, type TestGateway } from '../support/test-gateway';
import { answering, get, post } from './support/attack';

const CHUNKED = 'Transfer-Encoding: chunked\r\n';
const LIMITS = { limits: { bodyBytes: '64KiB' }, timeouts: { bodyIdle: '100ms' } };

/** Two backends that respond only to the request of the next client, and the backends that were blamed. */
async function aPair(): Promise<{ gateway: TestGateway; attempts: () => number; blamed: string[] }> {
  const backends = ['a', 'b'].map(
    (name) =>
      new RawBackend(name, async (connection) => {
        for (;;) {
          if ((await connection.head()).includes(' /fresh ')) connection.write(answering('fresh'));
        }
      }),
  );
  const gateway = await aGateway({ backends, listen: LIMITS });
  const pool = gateway.application.app.get(PoolTable).find('main')!;
  const blamed: string[] = [];
  gateway.application.app.get(AttemptOutcomes).observe({
    responded: () => undefined,
    failed: (_pool, backend, error) => blamed.push(`${backend.id} for ${error.code}`),
  });
  const take = pool.retryBudget.take.bind(pool.retryBudget);
  pool.retryBudget.take = () => {
    blamed.push('the retry budget');
    return take();
  };
  return { gateway, attempts: () => gateway.state('a').requests + gateway.state('b').requests, blamed };
}

/** Faults of a client behind a valid head, and the status it gets, if any. */
const FAULTS: [string, string, ((client: RawConnection) => unknown) | undefined, number | undefined][] = [
  ['leaves before its answer', get('/'), (client) => client.close(), undefined],
  ['resets before its answer', get('/'), (client) => client.reset(), undefined],
  ['leaves in two steps before its answer', get('/'), (client) => (client.end(), client.close()), undefined],
  [
    'leaves in the middle of its body',
    post('Content-Length: 9\r\n', 'x'),
    (client) => client.close(),
    undefined,
  ],
  ['resets in the middle of a chunk', post(CHUNKED, '9\r\nx'), (client) => client.reset(), undefined],
  ['ends in the middle of its body', post('Content-Length: 9\r\n', 'x'), (client) => client.end(), 400],
  ['sends a bad chunk size', post(CHUNKED, '1\r\nx\r\n'), (client) => client.write('zz\r\n'), 400],
  ['sends a chunk longer than its size', post(CHUNKED, '1\r\nx'), (client) => client.write('yz'), 400],
  ['stalls in its body', post('Content-Length: 9\r\n', 'x'), undefined, 408],
  ['stalls in a chunk', post(CHUNKED, '9\r\nx'), undefined, 408],
  [
    'sends more than is taken',
    post(CHUNKED, '1\r\nx\r\n'),
    (client) => client.write(`20000\r\n${'x'.repeat(131_072)}`),
    413,
  ],
  [
    'sends garbage behind its request',
    get('/'),
    (client) => (client.write('\0\r\n\r\n'), client.close()),
    undefined,
  ],
];

describe('what a client does wrong', () => {
  it.each(FAULTS)(
    'counts against no backend and no budget, and is tried once: it %s',
    async (_name, head, fault, status) => {
      const { gateway, attempts, blamed } = await aPair();
      const client = await gateway.connect();
      client.write(head);
      await until(() => attempts() > 0);
      fault?.(client);
      if (status === undefined) await client.untilClosed();
      else expect(await client.untilEnded()).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `));
      const inFlight = (): number => gateway.state('a').inFlight + gateway.state('b').inFlight;
      await until(() => inFlight() === 0);
      expect({ attempts: attempts(), blamed }).toEqual({ attempts: 1, blamed: [] });
      expect([gateway.state('a').failures, gateway.state('b').failures]).toEqual([0, 0]);
      expect((await gateway.fetch('/fresh')).text).toBe('fresh');
    },
  );

  it('takes no backend out of its turn, however often it happens', async () => {
    const { gateway, blamed } = await aPair();
    for (let again = 0; again < 100; again++) {
      const client = await gateway.connect();
      client.write(post(CHUNKED, '1\r\nx\r\nzz\r\n'));
      expect(await client.untilEnded()).toMatch(/^HTTP\/1\.1 400 /);
      client.close();
    }
    const before = [gateway.state('a').requests, gateway.state('b').requests];
    await gateway.sequence(10, '/fresh');
    expect([gateway.state('a').requests - before[0], gateway.state('b').requests - before[1]]).toEqual([
      5, 5,
    ]);
    expect(blamed).toEqual([]);
  });
});

import { LoadShedding, MAX_PRESSURE } from '../../apps/gateway/src/data-plane/upstream/load-shedding';
import { type ServerResponse } from 'node:http';
import { eventually } from '../support/eventually';
import { aGateway, type TestGateway } from '../support/test-gateway';

const codeOf = (answer: { text: string }) => (JSON.parse(answer.text) as { code: string }).code;

/** A gateway whose only backends work on one request at a time, and respond when a test says so. */
async function limited(
  names: string[],
  queue: object = {},
): Promise<{ gateway: TestGateway; held: ServerResponse[] }> {
  const gateway = await aGateway({ backends: names, pool: { queue } });
  const held: ServerResponse[] = [];
  for (const name of names) {
    gateway.state(name).maxInFlight = 1;
    gateway.backend(name).answer((_request, response) => void held.push(response));
  }
  return { gateway, held };
}

describe('maxInFlight', () => {
  it('is never exceeded: further requests wait, and are answered in their order', async () => {
    const { gateway, held } = await limited(['a']);
    const done: string[] = [];
    const requests = ['1', '2', '3'].map((name) => gateway.fetch(`/${name}`).then(() => done.push(name)));
    for (let count = 1; count <= 3; count++) {
      await eventually(() => expect(held).toHaveLength(count));
      expect(gateway.state('a').inFlight).toBe(1);
      held[count - 1].end('ok');
    }
    await Promise.all(requests);
    expect(done).toEqual(['1', '2', '3']);
  });

  it('lets a waiting request go to the first free backend', async () => {
    const { gateway, held } = await limited(['a', 'b']);
    const requests = [gateway.fetch('/'), gateway.fetch('/')];
    await eventually(() => expect(held).toHaveLength(2));
    const third = gateway.fetch('/');
    await gateway.catchUp();
    gateway.backend('b').answerAsUsual();
    held[1].end('b');
    expect((await third).text).toBe('b');
    held[0].end('a');
    await Promise.all(requests);
  });

  it('holds for owned requests, too, which wait for their owner', async () => {
    const { gateway, held } = await limited(['a', 'b']);
    const creating = gateway.fetch('/items/7', { method: 'POST' });
    await eventually(() => expect(held).toHaveLength(1));
    const reading = gateway.fetch('/items/7');
    await gateway.catchUp();
    expect(held).toHaveLength(1);
    held[0].end('made');
    await creating;
    await eventually(() => expect(held).toHaveLength(2));
    held[1].end('read');
    expect((await reading).text).toBe('read');
  });

  it.each([
    ['when too many wait', { size: 1 }],
    ['when one has waited too long', { timeout: '50ms' }],
  ])('ends in 503 with Retry-After %s', async (_when, queue) => {
    const { gateway, held } = await limited(['a'], queue);
    const first = gateway.fetch('/');
    await eventually(() => expect(held).toHaveLength(1));
    const others = [gateway.fetch('/'), gateway.fetch('/')];
    const refused = await Promise.race(others);
    expect([refused.status, codeOf(refused), refused.headers['retry-after']]).toEqual([
      503,
      'overloaded',
      '1',
    ]);
    gateway.backend('a').answerAsUsual();
    held[0].end('a');
    await Promise.all([first, ...others]);
  });

  it('forgets a waiting request whose client has left', async () => {
    const { gateway, held } = await limited(['a'], { size: 1 });
    const first = gateway.fetch('/');
    await eventually(() => expect(held).toHaveLength(1));
    const leaving = gateway.open('/');
    leaving.on('error', () => undefined).end();
    await gateway.catchUp();
    leaving.destroy();
    gateway.backend('a').answerAsUsual();
    // While the one that has left waited, this one would have been refused.
    await eventually(async () => {
      const next = gateway.fetch('/');
      held[0].end('a');
      expect((await next).text).toBe('a');
    });
    await first;
    expect(gateway.backend('a').requests.every(({ target }) => target === '/')).toBe(true);
  });
});

describe('the limit on client connections', () => {
  it('closes further ones at once, and leaves the others alone', async () => {
    const gateway = await aGateway({ backends: ['a'], listen: { limits: { connections: 2 } } });
    const [first, second] = [await gateway.connect(), await gateway.connect()];
    const ask = 'GET / HTTP/1.1\r\nHost: h\r\n\r\n';
    first.write(ask);
    expect(await first.head()).toMatch(/^HTTP\/1.1 200/);
    expect(await gateway.raw(ask).catch(() => '')).toBe('');
    second.write(ask);
    expect(await second.head()).toMatch(/^HTTP\/1.1 200/);
  });
});

describe('a gateway that is overloaded', () => {
  it('refuses requests without an owner first, with 503 and Retry-After, and serves operators as ever', async () => {
    const gateway = await aGateway({ backends: ['a'] });
    await gateway.fetch('/items/7', { method: 'POST' });
    gateway.application.app.get(LoadShedding).pressure = 1;
    const refused = await gateway.fetch('/');
    expect([refused.status, codeOf(refused), refused.headers['retry-after']]).toEqual([
      503,
      'overloaded',
      '1',
    ]);
    expect((await gateway.fetch('/items/7')).text).toBe('a');
    expect((await gateway.admin('/health/live')).status).toBe(200);
    expect(gateway.backend('a').requests).toHaveLength(2);
  });

  it('lets some owned requests through even then', async () => {
    const gateway = await aGateway({ backends: ['a'] });
    await gateway.fetch('/items/7', { method: 'POST' });
    gateway.application.app.get(LoadShedding).pressure = MAX_PRESSURE;
    const statuses: number[] = [];
    while (statuses.length < 20) statuses.push((await gateway.fetch('/items/7')).status);
    const answered = statuses.filter((status) => status === 200).length;
    expect([answered > 0, answered < 5]).toEqual([true, true]);
  });

  it('gives a claim back when it refuses the request that would have made it', async () => {
    const gateway = await aGateway({ backends: ['a', 'b'] });
    gateway.application.app.get(LoadShedding).pressure = 1;
    expect((await gateway.fetch('/items/7', { method: 'POST' })).status).toBe(503);
    gateway.application.app.get(LoadShedding).pressure = 0;
    expect((await gateway.fetch('/items/7', { method: 'POST' })).status).toBe(200);
  });

  it('notices by itself that its event loop is late', async () => {
    const gateway = await aGateway({ backends: ['a'], sections: { overload: { eventLoopLag: '20ms' } } });
    const shedding = gateway.application.app.get(LoadShedding);
    await eventually(() => {
      const until = performance.now() + 150;
      while (performance.now() < until);
      expect(shedding.pressure).toBeGreaterThan(0);
    });
    await eventually(() => expect(shedding.pressure).toBe(0));
  });
});

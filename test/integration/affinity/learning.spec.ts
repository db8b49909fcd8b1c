import { gzipSync } from 'node:zlib';
import { StickySessionStore } from '../../../apps/gateway/src/data-plane/affinity/sticky-session.store';
import { type Answering } from '../../support/stub-backend';
import { aGateway, type TestGateway } from '../../support/test-gateway';

const NAMES = ['a', 'b', 'c'];

async function learning(
  learn: object[],
  answering: (name: string) => Answering,
  key?: object[],
): Promise<TestGateway> {
  const rule = { key: key ?? [{ path: '/jobs/:id/*' }], learn, onUnknownOwner: 'balance' };
  const gateway = await aGateway({ backends: NAMES, affinity: { jobs: rule } });
  for (const name of NAMES) {
    const answer = answering(name);
    gateway.backend(name).answer((request, response) => {
      request.resume();
      return request.method === 'POST' ? answer(request, response) : response.end(name);
    });
  }
  return gateway;
}

const create = (gateway: TestGateway, headers = {}) => gateway.fetch('/jobs', { method: 'POST', headers });

const ownerOf = async (gateway: TestGateway, value: string) =>
  (await gateway.application.app.get(StickySessionStore).find(`jobs/main/${value}`))?.backendId;

describe('what a backend names in its answer', () => {
  it.each<[string, object, (name: string) => Answering]>([
    [
      'a header',
      { header: 'X-Job' },
      (name) => (_, response) => response.writeHead(201, { 'x-job': name }).end(),
    ],
    [
      'Location',
      { location: '/jobs/:id' },
      (name) => (_, response) => response.writeHead(201, { location: `https://h/jobs/${name}?x#y` }).end(),
    ],
    [
      'a cookie',
      { setCookie: 'job' },
      (name) => (_, response) =>
        response.writeHead(201, { 'set-cookie': ['z=1', `job=${name}; Path=/`] }).end(),
    ],
    [
      'the body',
      { body: '/job/id' },
      (name) => (_, response) =>
        response
          .writeHead(201, { 'content-type': 'application/json' })
          .end(JSON.stringify({ job: { id: name } })),
    ],
    [
      'a body with something before it',
      { body: '/sid', prefix: '0' },
      (name) => (_, response) => response.writeHead(200).end(`0{"sid":"${name}"}`),
    ],
  ])('by %s goes to it from then on', async (_place, source, answering) => {
    const gateway = await learning([source], answering);
    for (const name of NAMES) {
      await create(gateway);
      expect(await gateway.sequence(2, `/jobs/${name}`)).toEqual([name, name]);
      expect(await gateway.sequence(2, `/jobs/${name}/log`)).toEqual([name, name]);
    }
  });

  describe.each(['Location', 'Content-Location'])('in %s', (field) => {
    it.each([
      ['an absolute path', '/jobs/7'],
      ['a path with a query', '/jobs/7?a=b#c'],
      ['an absolute URL', 'https://h/jobs/7'],
      ['a URL with a scheme in capitals', 'HTTP://h/jobs/7'],
      ['a reference to the same scheme', '//h:81/jobs/7'],
      ['a relative path', '7'],
      ['a relative path with a dot', './7'],
      ['a relative path upwards', '../jobs/7'],
      ['a path with dots', '/a/../jobs/./7'],
    ])('is found behind %s', async (_form, reference) => {
      const gateway = await learning(
        [{ location: '/jobs/:id' }],
        () => (_, response) => response.writeHead(201, { [field]: reference }).end(),
      );
      await gateway.fetch('/jobs/', { method: 'POST' });
      expect(await ownerOf(gateway, '7')).toBe('a');
    });

    it('is not found behind what leads to no HTTP server', async () => {
      const gateway = await learning(
        [{ location: '/jobs/:id' }],
        () => (_, response) => response.writeHead(201, { [field]: 'urn:/jobs/7' }).end(),
      );
      await gateway.fetch('/jobs/', { method: 'POST' });
      expect(await ownerOf(gateway, '7')).toBeUndefined();
    });
  });

  it('is found in JSON behind a byte order mark', async () => {
    const gateway = await learning(
      [{ body: '/id' }],
      () => (_, response) =>
        response.writeHead(201, { 'content-type': 'application/json' }).end('\ufeff{"id":"7"}'),
    );
    await create(gateway);
    expect(await ownerOf(gateway, '7')).toBe('a');
  });

  describe('with the status', () => {
    const SOURCES = [{ header: 'X-Job' }, { location: '/jobs/:id' }, { setCookie: 'job' }] as const;
    const FIELDS = { 'X-Job': '7', Location: '/jobs/7', 'Set-Cookie': 'job=7' };

    /** Which of the places were learned from. */
    async function learned(method: string, status: number, statuses?: number[]): Promise<string[]> {
      const found: string[] = [];
      for (const source of SOURCES) {
        const gateway = await aGateway({
          backends: ['a'],
          affinity: {
            jobs: {
              key: [{ path: '/jobs/:id' }],
              learn: [{ ...source, statuses }],
              onUnknownOwner: 'balance',
            },
          },
        });
        gateway.backend('a').answer((_, response) => response.writeHead(status, FIELDS).end());
        await gateway.fetch('/login', { method });
        if ((await ownerOf(gateway, '7')) !== undefined) found.push(Object.keys(source)[0]);
      }
      return found;
    }

    const ALL = ['header', 'location', 'setCookie'];

    it.each([201, 202, 302, 303])('%i, is learned from what changes something', async (status) => {
      expect(await learned('POST', status)).toEqual(ALL);
    });

    it.each([302, 303])('%i, is learned from what reads where the backend has made it', async (status) => {
      expect(await learned('GET', status)).toEqual(['header', 'setCookie']);
    });

    it.each([304, 307, 308, 401, 500])('%i, is not learned', async (status) => {
      expect(await learned('POST', status)).toEqual([]);
    });

    it('that the rule names is learned, and no other', async () => {
      expect(await learned('POST', 401, [200, 401])).toEqual(ALL);
      expect(await learned('POST', 302, [200, 401])).toEqual([]);
    });
  });

  it('is passed on untouched, in whatever pieces it comes', async () => {
    const body = JSON.stringify({ id: '7', text: 'z'.repeat(30_000) });
    const gateway = await learning([{ body: '/id' }], () => async (_, response) => {
      response.writeHead(201, { 'content-type': 'application/json' });
      for (let at = 0; at < body.length; at += 7_000)
        await new Promise((resolve) => response.write(body.slice(at, at + 7_000), resolve));
      response.end();
    });
    expect((await create(gateway)).text).toBe(body);
    expect(await ownerOf(gateway, '7')).toBe('a');
  });

  it.each<[string, Answering]>([
    ['an error', (_, response) => response.writeHead(500, { 'x-job': '7' }).end('{"id":"7"}')],
    ['a refusal', (_, response) => response.writeHead(409, { 'x-job': '7' }).end('{"id":"7"}')],
    [
      'a compressed body',
      (_, response) =>
        response
          .writeHead(201, { 'content-type': 'application/json', 'content-encoding': 'gzip' })
          .end(gzipSync('{"id":"7"}')),
    ],
    [
      'a body that is too long',
      (_, response) =>
        response
          .writeHead(201, { 'content-type': 'application/json' })
          .end(JSON.stringify({ id: '7', text: 'z'.repeat(70_000) })),
    ],
    [
      'a body that names it twice',
      (_, response) =>
        response.writeHead(201, { 'content-type': 'application/json' }).end('{"id":"7","id":"8"}'),
    ],
  ])('is not learned from %s', async (_what, answering) => {
    const gateway = await learning([{ header: 'X-Job' }, { body: '/id' }], () => answering);
    await create(gateway);
    expect(await ownerOf(gateway, '7')).toBeUndefined();
  });

  it('is not learned from an answer that breaks off', async () => {
    const gateway = await learning([{ header: 'X-Job' }], () => (_, response) => {
      response.writeHead(201, { 'x-job': '7', 'content-length': 100 });
      response.write('half', () => response.destroy());
    });
    await expect(create(gateway)).rejects.toThrow();
    expect(await ownerOf(gateway, '7')).toBeUndefined();
  });

  it('is known as soon as the client can know it, however long the answer goes on', async () => {
    const gateway = await learning([{ header: 'X-Job' }], (name) => (_, response) => {
      response.writeHead(201, { 'x-job': name });
      response.write('begun');
    });
    const sending = gateway.open('/jobs', { method: 'POST' });
    sending.end();
    await new Promise((resolve) => sending.once('response', resolve));
    expect(await gateway.sequence(2, '/jobs/a')).toEqual(['a', 'a']);
    sending.destroy();
  });

  it('takes nothing from who owns it already', async () => {
    const gateway = await learning(
      [{ header: 'X-Job' }],
      () => (_, response) => response.writeHead(201, { 'x-job': '7' }).end(),
    );
    for (let times = 0; times < 3; times++) await create(gateway);
    expect(await ownerOf(gateway, '7')).toBe('a');
  });

  it('is learned again from a header if the request names an older one', async () => {
    const gateway = await learning(
      [{ header: 'X-Job' }],
      (name) => (_, response) => response.writeHead(201, { 'x-job': name }).end(),
      [{ header: 'X-Job' }],
    );
    await create(gateway, { 'x-job': 'old' });
    expect(await ownerOf(gateway, 'a')).toBe('a');
    expect(await ownerOf(gateway, 'old')).toBe('a');
  });
});

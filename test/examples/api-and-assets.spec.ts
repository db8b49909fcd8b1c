import { type Answer } from '../support/http-client';
import { RunningExample } from './support/running-example';

/** Asks for a path at a name. */
type Asking = (host: string, path: string, headers?: object) => Promise<Answer>;

async function started(): Promise<{ example: RunningExample; ask: Asking }> {
  const example = await RunningExample.start('api-and-assets.yaml');
  const ask: Asking = (host, path, headers) => example.fetch(path, { headers: { host, ...headers } });
  return { example, ask };
}

describe('examples/api-and-assets.yaml', () => {
  it('strips the version, and edits the headers, on the way to the API and back', async () => {
    const { example, ask } = await started();
    for (const port of [9001, 9002]) {
      example.backend(port).answer((_, response) => {
        response.setHeader('Server', 'secret/1.0').end(String(port));
      });
    }
    const answer = await ask('api.example.com', '/v1/orders/7?full=1', { cookie: 'session=1' });
    const { requests } = example.backend(Number(answer.text));
    expect(requests[0].target).toBe('/orders/7?full=1');
    expect(requests[0].values('x-api-version')).toEqual(['1']);
    expect(requests[0].values('cookie')).toEqual([]);
    expect(answer.headers).not.toHaveProperty('server');
  });

  it('lets the pages of www use the API, and no others', async () => {
    const { ask } = await started();
    const allowed = async (origin: string): Promise<unknown> =>
      (await ask('api.example.com', '/v1/orders', { origin })).headers['access-control-allow-origin'];
    expect(await allowed('https://www.example.com')).toBe('https://www.example.com');
    expect(await allowed('https://evil.example')).toBeUndefined();
  });

  it('asks the same backend for the same file, under another path, and has it cached', async () => {
    const { example, ask } = await started();
    const answers = [
      await ask('www.example.com', '/assets/logo.svg'),
      await ask('www.example.com', '/assets/logo.svg'),
      await ask('www.example.com', '/assets/logo.svg'),
    ];
    expect(new Set(answers.map(({ text }) => text)).size).toBe(1);
    expect(answers[0].headers['cache-control']).toBe('public, max-age=86400');
    expect(example.backend(Number(answers[0].text)).requests[0].target).toBe('/public/logo.svg');
  });

  it('spreads files over the backends', async () => {
    const { ask } = await started();
    const names = new Set<string>();
    for (let file = 0; file < 40; file++) names.add((await ask('www.example.com', `/assets/${file}`)).text);
    expect(names).toEqual(new Set(['9101', '9102']));
  });

  it('answers robots.txt itself', async () => {
    const { ask } = await started();
    const { status, headers, text } = await ask('www.example.com', '/robots.txt');
    expect([status, headers['content-type'], text]).toEqual([
      200,
      'text/plain',
      'User-agent: *\nDisallow: /v1\n',
    ]);
  });

  it.each([
    ['example.com', 308],
    ['shop.example.com', 302],
  ])('sends who asks for %s to www', async (host, status) => {
    const { ask } = await started();
    const answer = await ask(host, '/a/b?c=d');
    expect([answer.status, answer.headers.location]).toEqual([status, 'https://www.example.com/a/b?c=d']);
  });

  it.each([
    ['api.example.com', '/v2/orders', 302],
    ['elsewhere.example', '/', 404],
  ])('has no pool for %s%s', async (host, path, status) => {
    const { ask } = await started();
    expect((await ask(host, path)).status).toBe(status);
  });
});

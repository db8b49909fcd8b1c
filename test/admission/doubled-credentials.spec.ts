import { hashSync } from 'bcryptjs';
import { closedAfterTest } from '../support/closing';
import { rawRequest } from '../support/raw-request';
import { StubBackend } from '../support/stub-backend';
import { aFile, aRoute, type SecuredGateway, sha256 } from './support/secured-gateway';
import { TokenIssuer } from './support/token-issuer';

/** One kind of credentials: what a route asks for, a request with good ones, and the same with others. */
interface Kind {
  readonly auth: object;
  readonly good: Shown;
  readonly forged: Shown;
}

/** A part of a request: header lines, or the query. */
type Shown = { readonly lines: readonly string[] } | { readonly query: string };

/** Both in one request, one after the other. */
function together(...shown: Shown[]): { readonly lines: string[]; readonly query: string } {
  return {
    lines: shown.flatMap((each) => ('lines' in each ? each.lines : [])),
    query: shown.flatMap((each) => ('query' in each ? each.query : [])).join('&'),
  };
}

async function status(route: SecuredGateway, lines: readonly string[], query = ''): Promise<number> {
  const head = [`GET /x?${query} HTTP/1.1`, 'Host: a', ...lines, 'Connection: close'];
  const answer = await rawRequest(route.gateway.port, `${head.join('\r\n')}\r\n\r\n`);
  return Number(answer.split(' ')[1]);
}

async function jwtKind(cookie?: string): Promise<Kind & { readonly token: string; readonly other: string }> {
  const issuer = await TokenIssuer.start();
  const [token, other] = [await issuer.sign(), await issuer.sign({ sub: 'admin', exp: 1 })];
  const line = (text: string) =>
    cookie === undefined ? `Authorization: Bearer ${text}` : `Cookie: ${cookie}=${text}`;
  const auth = { jwt: { jwks: issuer.url, ...(cookie !== undefined && { cookie }) } };
  return { auth, token, other, good: { lines: [line(token)] }, forged: { lines: [line(other)] } };
}

function apiKeyKind(place: object, shown: (key: string) => Shown): Kind {
  const file = aFile('keys.yaml', JSON.stringify([{ name: 'service', sha256: sha256('good') }]));
  return { auth: { apiKey: { ...place, file } }, good: shown('good'), forged: shown('forged') };
}

function basicKind(): Kind {
  const file = aFile('users.yaml', JSON.stringify([{ name: 'bob', hash: hashSync('good', 4) }]));
  const shown = (password: string) => ({
    lines: [`Authorization: Basic ${Buffer.from(`bob:${password}`).toString('base64')}`],
  });
  return { auth: { basic: { file } }, good: shown('good'), forged: shown('forged') };
}

/** A service that goes by one header, of which it admits one value alone. */
async function forwardKind(name: string, value: (text: string) => string): Promise<Kind> {
  const service = new StubBackend('auth');
  closedAfterTest({ close: () => service.stop() });
  await service.start();
  service.answer(({ headers }, response) =>
    response.writeHead(headers[name.toLowerCase()] === value('good') ? 204 : 401).end(),
  );
  const forward = { url: service.url, requestHeaders: [name.toLowerCase()] };
  const shown = (text: string) => ({ lines: [`${name}: ${value(text)}`] });
  return { auth: { forward }, good: shown('good'), forged: shown('forged') };
}

const KINDS: [name: string, kind: () => Kind | Promise<Kind>][] = [
  [
    'an API key in a header',
    () => apiKeyKind({ header: 'X-Api-Key' }, (key) => ({ lines: [`X-Api-Key: ${key}`] })),
  ],
  ['an API key in the query', () => apiKeyKind({ query: 'key' }, (key) => ({ query: `key=${key}` }))],
  ['a token', () => jwtKind()],
  ['a token in a cookie', () => jwtKind('t')],
  ['a password', () => basicKind()],
  ['what a service goes by: Authorization', () => forwardKind('Authorization', (text) => `Bearer ${text}`)],
  ['what a service goes by: a header of its own', () => forwardKind('X-Session-Token', (text) => text)],
  ['what a service goes by: cookies', () => forwardKind('Cookie', (text) => `s=${text}`)],
];

describe.each(KINDS)('%s', (_, kindOf) => {
  it('holds once, and neither twice nor beside another one, in any order', async () => {
    const { auth, good, forged } = await kindOf();
    const route = await aRoute({ auth });
    const ask = (first: Shown, second: Shown) => {
      const { lines, query } = together(first, second);
      return status(route, lines, query);
    };
    const nothing = { lines: [] };
    expect(await ask(good, nothing)).toBe(200);
    expect(await ask(forged, nothing)).toBe(401);
    for (const [first, second] of [
      [good, forged],
      [forged, good],
      [good, good],
    ])
      expect(await ask(first, second)).toBe(401);
    expect(route.reached).toBe(1);
  });

  it('is kept from the backend where the route says so', async () => {
    const { auth, good } = await kindOf();
    const route = await aRoute({ auth: { ...auth, strip: true } });
    const { lines, query } = together(good, { query: 'other=1' });
    expect(await status(route, lines, query)).toBe(200);
    const [name = ''] = lines.map((line) => line.split(':')[0].toLowerCase());
    const isCredential = ['authorization', 'cookie', 'x-api-key', ''].includes(name);
    if (isCredential) expect(route.told(name)).toEqual([]);
    expect(route.target).toBe('/x?other=1');
  });
});

describe.each(KINDS.filter(([name]) => / in a header$|header of its own$/.test(name)))('%s', (_, kindOf) => {
  it('does not hold beside one whose name a backend may read as the same', async () => {
    const { auth, good, forged } = await kindOf();
    const route = await aRoute({ auth });
    const alike = together(forged).lines.map((line) => line.replace(/^X-(\w+)-/, 'X_$1-'));
    expect(alike[0]).toMatch(/^X_/);
    expect(await status(route, [...together(good).lines, ...alike])).toBe(401);
    expect(await status(route, alike)).toBe(401);
    expect(route.reached).toBe(0);
  });
});

describe('a token in a cookie', () => {
  it('holds beside the same one in Authorization, and beside no other', async () => {
    const { auth, token, other } = await jwtKind('t');
    const route = await aRoute({ auth });
    const both = (bearer: string, cookie: string) =>
      status(route, [`Authorization: ${bearer}`, `Cookie: a=b; t=${cookie}; c=d`]);
    expect(await both(`Bearer ${token}`, token)).toBe(200);
    for (const scheme of ['Bearer', 'bearer', 'Bearer\t', 'Bearer,', 'Bearer:'])
      for (const [bearer, cookie] of [
        [token, other],
        [other, token],
      ])
        expect([scheme, await both(`${scheme} ${bearer}`, cookie)]).toEqual([scheme, 401]);
    for (const odd of [`Bearer\t${other}`, 'Bearer', 'Bearer '])
      expect([odd, await both(odd, token)]).toEqual([odd, 401]);
    expect(await both('Basic Ym9iOnM=', token)).toBe(200);
  });

  it('does not hold twice in one line', async () => {
    const { auth, token, other } = await jwtKind('t');
    const route = await aRoute({ auth });
    for (const cookies of [`t=${token}; t=${other}`, `t=${other};t=${token}`, `t=${token}; t =${token}`])
      expect(await status(route, [`Cookie: ${cookies}`])).toBe(401);
  });

  it('is taken out of the line, and the other cookies stay', async () => {
    const { auth, token } = await jwtKind('t');
    const route = await aRoute({ auth: { ...auth, strip: true } });
    expect(await status(route, ['Cookie: a=1', `cookie: b=2; t=${token}; tt=3`, 'Cookie: t2=4'])).toBe(200);
    expect(route.told('cookie')).toEqual(['a=1', 'b=2; tt=3', 't2=4']);
  });
});

describe('a rate limit by a header', () => {
  it('counts by address who sends it twice', async () => {
    const route = await aRoute({ rateLimit: { key: { header: 'X-Client' }, limit: '2/1d' } });
    const seen = [];
    for (const turn of [1, 2, 3]) seen.push(await status(route, [`X-Client: ${turn}`, 'X-Client: same']));
    expect(seen).toEqual([200, 200, 429]);
    expect(await status(route, ['X-Client: 4'])).toBe(200);
  });
});

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { run } from '../../apps/gateway/src/cli/run';
import { GatewayApplication } from '../../apps/gateway/src/app/gateway-application';
import { Telemetry } from '../../apps/gateway/src/telemetry/telemetry';
import { SpokenTerminal } from '../cli/support/spoken-terminal';
import { LogCollector } from '../logs/support/log-collector';
import { closedAfterTest } from '../support/closing';
import { eventually } from '../support/eventually';
import { TestGateway } from '../support/test-gateway';
import { configOf, findingsOf } from './config-of';
import { hasPlace, secretPlaces, settingsWith } from './secret-places';

const MARK = 'MARK0123456789';
const LONG = MARK.repeat(4);
/** Where nothing listens, so that the log tells of failures there. */
const NOWHERE = '127.0.0.1:1';
const URL_WITH_SECRETS = `http://u:${MARK}@${NOWHERE}/?token=${MARK}`;
/** The backends and endpoints of which the schema takes no password, and the addresses that clients are sent to. */
const NO_SECRET = [
  /backends\.\[\]\.url$/,
  /\.cluster\.\[\]$/,
  /\.redirect\.to$/,
  /^tracing\.endpoint$/,
  /\.address$/,
];
/** No finding may show these, wherever a URL stands that may have a password. */
const WRONG_URLS: readonly unknown[] = [
  `ftp://u:${MARK}@host/#x`,
  `redis://${MARK}@host:port`,
  `https://host:port/?token=${MARK}`,
  ` http://u:${MARK}@host`,
];
/** Nor these, wherever a secret stands. */
const WRONG: readonly unknown[] = [
  ...WRONG_URLS,
  `${MARK}\u0007`,
  ` ${MARK} \u20ac`,
  [`${MARK}\u0007`],
  { [`x ${MARK}`]: MARK },
];

const discovery = [
  { type: 'http', url: URL_WITH_SECRETS, token: MARK },
  { type: 'consul', address: `http://${NOWHERE}`, service: 's', token: MARK },
];
const checks = [
  { jwt: { jwks: URL_WITH_SECRETS } },
  { jwt: { secret: LONG } },
  { forward: { url: URL_WITH_SECRETS } },
];

/** The ways to say where a store in Redis is. */
const PLACES = {
  'a URL': `redis://u:${MARK}@at@${NOWHERE}`,
  Sentinels: { sentinels: [`redis://u:${MARK}@at@${NOWHERE}`], name: 'main', username: 'u', password: MARK },
  'a cluster': { cluster: [`redis://${NOWHERE}`], password: MARK },
};

/** Settings that have a marker wherever a secret may stand. */
const fullWith = (place: unknown) => ({
  listen: { port: 0, host: '127.0.0.1' },
  log: { level: 'debug', access: { mode: 'all' } },
  debugHeaders: true,
  admin: { port: 0, token: LONG },
  selfRegistration: { token: LONG },
  stores: Object.fromEntries(['stickySessions', 'rateLimits', 'cluster'].map((store) => [store, place])),
  pools: {
    main: {
      backends: [`http://${NOWHERE}`],
      discovery,
      health: { path: '/', interval: '100ms', headers: { 'x-health': MARK } },
      handOff: { secret: `${MARK}${MARK}` },
    },
  },
  affinity: { own: { cookie: { keys: [LONG] } } },
  routes: [
    {
      path: '/edited',
      pool: 'main',
      headers: { 'x-match': MARK },
      affinity: ['own'],
      requestHeaders: { set: { 'x-request': MARK } },
      responseHeaders: { set: { 'x-response': MARK } },
    },
    ...checks.map((auth, at) => ({ path: `/auth-${at}`, pool: 'main', auth })),
    { path: '/any', pool: 'main', auth: { any: checks } },
    { path: '/all', pool: 'main', auth: { all: checks } },
    { path: '/local', respond: { status: 200, body: 'x', headers: { 'x-local': MARK } } },
  ],
});
const WAYS = Object.entries(PLACES).map(([name, place]) => [name, fullWith(place)] as const);

describe('the secrets of a configuration', () => {
  const places = secretPlaces();

  it.each(places)('are in no finding about $name', ({ place, isSecret }) => {
    for (const value of isSecret ? WRONG : WRONG_URLS) {
      const findings = findingsOf(settingsWith(place, value) as object);
      expect(findings.join('\n')).not.toContain(MARK);
    }
  });

  it('stand at each of their places in the settings that are tried here', () => {
    const missing = places.filter(({ name }) => !NO_SECRET.some((pattern) => pattern.test(name)));
    expect(
      missing.filter(({ place }) => !WAYS.some(([, full]) => hasPlace(full, place))).map(({ name }) => name),
    ).toEqual([]);
  });

  it.each(WAYS)('are in nothing that `check` prints of %s', async (_name, full) => {
    const folder = mkdtempSync(join(tmpdir(), 'gateway-secrets-'));
    try {
      writeFileSync(join(folder, 'gateway.yaml'), JSON.stringify(full));
      const terminal = new SpokenTerminal(folder);
      expect(await run(['check'], terminal, '1.2.3')).toBe(0);
      expect([...terminal.said, ...terminal.complained].join('\n')).not.toContain(MARK);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it.each(WAYS)(
    'are in no answer, log line or metric of a gateway all of whose services are away, with %s',
    async (_name, full) => {
      const application = await GatewayApplication.start(configOf(full), false);
      const gateway = closedAfterTest(new TestGateway(application, []));
      const log = new LogCollector(gateway);
      application.app.useLogger(application.app.get(Telemetry).logger);
      const answers: string[] = [];
      const headers = { Authorization: 'Bearer abc.def.ghi', 'X-Match': MARK };
      for (const { path } of full.routes) answers.push((await gateway.fetch(path, { headers })).text);
      await eventually(() => expect(log.text).toContain('"event":"request"'));
      const admin = { Authorization: `Bearer ${LONG}` };
      for (const path of ['/api/config', '/api/pools', '/api/cluster', '/api/stores', '/metrics'])
        answers.push((await gateway.admin(path, { headers: admin })).text);
      const body = JSON.stringify({ method: 'GET', url: '/edited', headers: { 'x-match': 'other' } });
      const asked = { method: 'POST', body, headers: { ...admin, 'Content-Type': 'application/json' } };
      answers.push((await gateway.admin('/api/explain', asked)).text);
      for (const text of [log.text, ...answers]) expect(text).not.toContain(MARK);
    },
  );
});

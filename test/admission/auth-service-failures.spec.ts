import { createServer } from 'node:http';
import { Logger } from '@nestjs/common';
import { Telemetry } from '../../apps/gateway/src/telemetry/telemetry';
import { Exposition } from '../../apps/gateway/src/telemetry/metrics/exposition';
import { LogCollector } from '../logs/support/log-collector';
import { closedAfterTest } from '../support/closing';
import { LocalListener } from '../support/local-listener';
import { aRoute, type SecuredGateway } from './support/secured-gateway';
import { TokenIssuer } from './support/token-issuer';

afterEach(() => void Logger.overrideLogger(false));

type Answer = number | 'html' | 'nothing';

/** A service that answers everything alike; a number is a status. */
async function aService(answer: Answer): Promise<string> {
  const listener = new LocalListener(
    createServer((_request, response) => {
      if (answer === 'nothing') return;
      response.writeHead(answer === 'html' ? 200 : answer).end('<html>');
    }),
  );
  await listener.start();
  closedAfterTest({ close: () => listener.stop() });
  return listener.url;
}

async function watched(auth: object): Promise<[SecuredGateway, LogCollector]> {
  const sections = { log: { format: 'json', access: { mode: 'all' } } };
  const route = await aRoute({ auth }, {}, sections);
  const { app } = route.gateway.application;
  const log = new LogCollector(route.gateway);
  app.useLogger(app.get(Telemetry).logger);
  return [route, log];
}

const CASES: [string, string, (url: string) => object, Answer | undefined][] = [
  ['jwks', 'bad_status', (url) => ({ jwt: { jwks: `${url}/keys` } }), 404],
  ['jwks', 'protocol', (url) => ({ jwt: { jwks: `${url}/keys` } }), 'html'],
  ['jwks', 'response_timeout', (url) => ({ jwt: { jwks: `${url}/keys` } }), 'nothing'],
  ['jwks', 'connection_refused', () => ({ jwt: { jwks: 'http://127.0.0.1:2/keys' } }), undefined],
  ['jwks', 'dns', () => ({ jwt: { jwks: 'http://nowhere.invalid/keys' } }), undefined],
  ['forward', 'bad_status', (url) => ({ forward: { url: `${url}/keys` } }), 500],
  [
    'forward',
    'response_timeout',
    (url) => ({ forward: { url: `${url}/keys`, timeout: '200ms' } }),
    'nothing',
  ],
  ['forward', 'connection_refused', () => ({ forward: { url: 'http://127.0.0.1:2/keys' } }), undefined],
];

describe.each(CASES)('%s that fails with %s', (_, kind, authOf, answer) => {
  it('is named once in the log, in each access line, and counted', async () => {
    const url = answer === undefined ? 'http://unused' : await aService(answer);
    const [route, log] = await watched(authOf(url));
    const token = await (await TokenIssuer.start()).sign();
    for (let at = 0; at < 2; at++)
      expect(await route.ask({ authorization: `Bearer ${token}` })).toBe('503 auth_unavailable');
    const entries = await log.entries(3);
    const requests = entries.filter(({ event }) => event === 'request');
    expect(requests.map(({ cause }) => String(cause).split(':')[0])).toEqual([kind, kind]);
    const said = entries.filter(({ context }) => context === 'Auth');
    expect(said.map(({ msg }) => msg)).toEqual([
      expect.stringMatching(/^Cannot check credentials, because http:\/\/[\w.:]+\/keys fails: ./),
    ]);
    const { text } = await route.gateway.application.app.get(Exposition).render(undefined);
    expect(text).toMatch(
      new RegExp(`load_distributer_auth_service_failures_total\\{service=".*",kind="${kind}"\\} 2`),
    );
  });
});

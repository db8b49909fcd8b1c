import * as fc from 'fast-check';
import { redactSecrets } from '../../apps/gateway/src/config/redact-secrets';
import { configOf } from './config-of';

const name = fc.stringMatching(/^x-[a-z]{1,8}$/);
const marker = fc.stringMatching(/^MARK[A-Za-z0-9]{8}$/);
const headers = fc.dictionary(name, marker, { minKeys: 1, maxKeys: 3 });
const edits = fc.record({ set: headers });

/** Settings with a marker wherever a header or a credential has a value. */
const settings = fc
  .record({ marker, health: headers, match: headers, request: edits, response: edits, answer: headers })
  .map(({ marker: secret, health, match, request, response, answer }) => ({
    admin: { token: secret },
    stores: { rateLimits: `redis://user:${secret}@at@127.0.0.1:6379/0` },
    pools: { main: { backends: [], health: { path: '/', headers: health } } },
    routes: [
      {
        path: '/',
        pool: 'main',
        headers: match,
        requestHeaders: request,
        responseHeaders: response,
        auth: {
          any: [
            { forward: { url: `http://${secret}@127.0.0.1:1/?token=${secret}` } },
            { jwt: { secret: secret.repeat(4) } },
          ],
        },
      },
      { path: '/local', respond: { status: 200, body: 'x', headers: answer } },
    ],
  }));

describe('a configuration that is shown', () => {
  it('has no value of a header, no token and no password in it, whatever the names are', () => {
    fc.assert(
      fc.property(settings, (own) => {
        const config = configOf(own);
        expect(JSON.stringify(config)).toContain('MARK');
        expect(JSON.stringify(redactSecrets(config))).not.toContain('MARK');
      }),
      { numRuns: 30 },
    );
  });
});

import { Logger } from '@nestjs/common';
import { AuthUnavailableError } from '../../apps/gateway/src/data-plane/errors/admission.errors';
import { AuthFailureLog } from '../../apps/gateway/src/telemetry/logs/auth-failure-log';
import { ErrorGuard } from '../../apps/gateway/src/platform/error.guard';
import { METRICS } from '../../apps/gateway/src/platform/metrics/catalogue';
import { Metrics } from '../../apps/gateway/src/platform/metrics/metrics';
import {
  AuthServiceReports,
  type FailedRefresh,
} from '../../apps/gateway/src/data-plane/admission/credentials/auth-service-reports';
import { IssuerKeySets } from '../../apps/gateway/src/data-plane/admission/credentials/issuer-key-sets';
import {
  COOLDOWN_MS,
  MAX_AGE_MS,
  REFRESH_MS,
} from '../../apps/gateway/src/data-plane/admission/credentials/issuer-keys';
import { JwtAuthenticator } from '../../apps/gateway/src/data-plane/admission/credentials/jwt.authenticator';
import { type Exchange } from '../../apps/gateway/src/data-plane/exchange/exchange';
import { LIMIT_MS } from '../../apps/gateway/src/data-plane/admission/credentials/issuer-key-request';
import { eventually } from '../support/eventually';
import { FakeClock } from '../support/fake-clock';
import { TokenIssuer } from './support/token-issuer';

const DEMANDS = { algorithms: ['ES256'], clockSkew: 0, claims: {} };
const exp = Math.floor(Date.now() / 1000) + 10 * 86_400;

/** Requests with tokens of an issuer, in a time that only the test moves. */
class Watched {
  readonly clock = new FakeClock(Date.now());
  readonly failed: FailedRefresh[] = [];
  readonly reports = new AuthServiceReports(new ErrorGuard(this.clock));
  sets = new IssuerKeySets(this.clock, this.reports);
  private serial = 0;

  private constructor(readonly issuer: TokenIssuer) {
    this.reports.observe({ refreshFailed: (refresh) => void this.failed.push(refresh) });
    this.sets.of(issuer.url);
    this.sets.open();
  }

  static async start(): Promise<Watched> {
    return new Watched(await TokenIssuer.start());
  }

  token(header: object = {}): Promise<string> {
    return this.issuer.sign({ exp, serial: this.serial++ }, header);
  }

  /** Returns the outcome for a token that the gateway has not seen before. */
  async use(token?: string): Promise<string> {
    const { url } = this.issuer;
    const check = new JwtAuthenticator({ ...DEMANDS, jwks: url }, this.sets.of(url).find, this.clock);
    const rawHeaders = ['Authorization', `Bearer ${token ?? (await this.token())}`];
    try {
      const found = await check.check({ request: { rawHeaders } } as Exchange);
      return typeof found === 'object' ? found.name : found;
    } catch (error) {
      return error instanceof AuthUnavailableError ? error.failureCause.kind : String(error);
    }
  }

  /** The time of the next refresh comes, and it fails. */
  async failRefresh(): Promise<void> {
    const { length } = this.failed;
    this.clock.advance(REFRESH_MS);
    if (this.issuer.status === 0) this.clock.advance(LIMIT_MS);
    await eventually(() => expect(this.failed.length).toBeGreaterThan(length));
  }
}

const BREAKS: [string, string, (issuer: TokenIssuer) => unknown][] = [
  ['refuses connections', 'connection_refused', (issuer) => issuer.leave()],
  ['is silent', 'response_timeout', (issuer) => (issuer.status = 0)],
  ['answers 500', 'bad_status', (issuer) => (issuer.status = 500)],
  ['answers 404', 'bad_status', (issuer) => (issuer.status = 404)],
  ['answers 302', 'bad_status', (issuer) => (issuer.status = 302)],
  ['answers 204', 'bad_status', (issuer) => (issuer.status = 204)],
  ['answers a page', 'protocol', (issuer) => (issuer.body = '<html>')],
  ['answers nothing', 'protocol', (issuer) => (issuer.body = '')],
  ['answers null', 'protocol', (issuer) => (issuer.body = 'null')],
  ['answers an error in JSON', 'protocol', (issuer) => (issuer.body = '{"error":"busy"}')],
  ['answers keys that are none', 'protocol', (issuer) => (issuer.body = '{"keys":[1]}')],
  ['answers without end', 'other', (issuer) => (issuer.body = ' '.repeat(2_000_000))],
];

describe.each(BREAKS)('a server of keys that %s', (_, kind, breakOff) => {
  it('leaves the keys in use for a day, and is reported', async () => {
    const watched = await Watched.start();
    expect(await watched.use()).toBe('alice');
    await breakOff(watched.issuer);
    await watched.failRefresh();
    expect(watched.failed[0]).toMatchObject({ url: watched.issuer.url, cause: { kind }, maxAge: MAX_AGE_MS });
    expect(await watched.use()).toBe('alice');
    watched.clock.advance(MAX_AGE_MS - 1 - watched.clock.now());
    expect(await watched.use()).toBe('alice');
    watched.clock.advance(1);
    const late = watched.use();
    if (kind === 'response_timeout') await timePasses(watched.clock, late);
    expect(await late).toBe(kind);
  });

  it('is reported for a token of an unknown key, which is not called wrong', async () => {
    const watched = await Watched.start();
    expect(await watched.use()).toBe('alice');
    await watched.issuer.rotateTo('next');
    await breakOff(watched.issuer);
    await watched.failRefresh();
    expect(await watched.use()).toBe(kind);
  });
});

/** Lets time pass until it is settled. */
async function timePasses(clock: FakeClock, settling: Promise<unknown>): Promise<void> {
  let isSettled = false;
  void settling.finally(() => (isSettled = true));
  await eventually(() => {
    clock.advance(LIMIT_MS);
    expect(isSettled).toBe(true);
  });
}

describe('keys of an issuer', () => {
  it('are there for every request while their refresh hangs', async () => {
    const watched = await Watched.start();
    await watched.use();
    watched.issuer.status = 0;
    watched.clock.advance(REFRESH_MS);
    await eventually(() => expect(watched.issuer.asked).toBe(2));
    // The time stands still, so that a request that waited would wait for ever.
    const all = await Promise.all(Array.from({ length: 50 }, () => watched.use()));
    expect(new Set(all)).toEqual(new Set(['alice']));
    expect(watched.issuer.asked).toBe(2);
  });

  it('are waited for by all requests together, where there are none', async () => {
    const watched = await Watched.start();
    watched.issuer.status = 0;
    const all = Array.from({ length: 20 }, () => watched.use());
    await eventually(() => expect(watched.issuer.asked).toBe(1));
    watched.clock.advance(LIMIT_MS);
    expect(new Set(await Promise.all(all))).toEqual(new Set(['response_timeout']));
    expect(watched.issuer.asked).toBe(1);
  });

  it('are refreshed at once for a token of a new key, but not for every such token', async () => {
    const watched = await Watched.start();
    await watched.use();
    await watched.issuer.rotateTo('second');
    expect(await watched.use()).toBe('alice');
    await watched.issuer.rotateTo('third');
    const early = await Promise.all(Array.from({ length: 10 }, () => watched.use()));
    expect(new Set(early)).toEqual(new Set(['invalid']));
    expect(watched.issuer.asked).toBe(2);
    watched.clock.advance(COOLDOWN_MS);
    expect(await watched.use()).toBe('alice');
  });

  it('are refreshed in the background, so that a withdrawn key counts no longer', async () => {
    const watched = await Watched.start();
    const old = [await watched.token(), await watched.token()];
    expect(await watched.use(old[0])).toBe('alice');
    await watched.issuer.rotateTo('second');
    watched.clock.advance(REFRESH_MS);
    await eventually(async () => expect(await watched.use(old[1])).toBe('invalid'));
  });

  it('are refreshed after an outage', async () => {
    const watched = await Watched.start();
    await watched.use();
    watched.issuer.status = 500;
    await watched.failRefresh();
    watched.issuer.status = 200;
    await watched.issuer.rotateTo('second');
    watched.clock.advance(COOLDOWN_MS);
    await eventually(async () => expect(await watched.use()).toBe('alice'));
  });

  it('are all tried for a token that names none', async () => {
    const watched = await Watched.start();
    for (const kid of ['second', 'third']) {
      expect(await watched.use(await watched.token({ kid: undefined }))).toBe('alice');
      await watched.issuer.add(kid);
      watched.clock.advance(REFRESH_MS);
      await eventually(async () => expect(await watched.use()).toBe('alice'));
    }
    expect(await watched.use(await watched.token({ kid: undefined }))).toBe('alice');
    const stranger = await TokenIssuer.start();
    expect(await watched.use(await stranger.sign({ exp }, { kid: undefined }))).toBe('invalid');
  });

  it('outlive a reload of the configuration, and no URL that it names no more', async () => {
    const watched = await Watched.start();
    await watched.use();
    await watched.issuer.leave();
    for (let reload = 0; reload < 3; reload++) {
      const next = new IssuerKeySets(watched.clock, watched.reports, watched.sets);
      next.of(watched.issuer.url);
      watched.sets.close();
      next.open();
      watched.sets = next;
      expect(await watched.use()).toBe('alice');
    }
    watched.sets.close();
    expect(watched.clock.timers).toBe(0);
  });
});

describe('the log of authentication services', () => {
  afterEach(() => void jest.restoreAllMocks());

  it('has one line in a while about refreshes that fail, and the metric each of them', () => {
    const clock = new FakeClock();
    const metrics = new Metrics();
    const warn = jest.spyOn(Logger.prototype, 'warn').mockReturnValue(undefined);
    const log = new AuthFailureLog(clock, metrics);
    const cause = { kind: 'bad_status', text: 'answered 500' } as const;
    const url = 'https://user:secret@issuer.test/keys?token=secret';
    for (let at = 0; at < 3; at++) log.refreshFailed({ url, cause, age: REFRESH_MS, maxAge: MAX_AGE_MS });
    expect(warn.mock.calls).toEqual([
      [
        'Cannot refresh the keys of https://issuer.test/keys: answered 500. The current keys are 10 minutes old, and are used until they are 1440 minutes old.',
      ],
    ]);
    expect(metrics.counter(METRICS.authServiceFailures, 'https://issuer.test/keys', 'bad_status').value).toBe(
      3,
    );
  });
});

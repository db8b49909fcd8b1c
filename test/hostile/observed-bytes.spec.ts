import fc from 'fast-check';
import { Telemetry } from '../../apps/gateway/src/telemetry/telemetry';
import { ErrorGuard } from '../../apps/gateway/src/platform/error.guard';
import { Http2Frames } from '../exchanges/support/http2-frames';
import { openSecure } from '../exchanges/support/visitor';
import { LogCollector } from '../logs/support/log-collector';
import { parseOpenMetrics } from '../support/open-metrics';
import { RawBackend } from '../support/raw-backend';
import { RawConnection } from '../support/raw-connection';
import { OPEN_METRICS } from '../support/scrape';
import { aSecureGateway, type SecureGateway } from '../tls/support';
import { END_HEADERS, END_STREAM, fields as encoded, FRAME, frame } from '../tls/http2-wire';
import { OtlpCollector } from '../traces/support/otlp-collector';

const RUNS = 100;
/** A part of the bytes comes often: what ends lines, texts and escapes somewhere. */
const ODD = ['\r', '\n', '\0', '"', '\\', '%', '{', '\x7f', '\x1b', '\x85', '\xa0', '\xe2\x80\xa8', '\xff'];
const byte = fc.integer({ min: 0, max: 255 }).map((code) => String.fromCharCode(code));
const letter = fc.constantFrom(...'azAZ09-._~:/?&=,; ');
const bytes = fc.string({ unit: fc.oneof(letter, letter, byte, fc.constantFrom(...ODD)), maxLength: 24 });

/** Names that some part of the gateway reads, remembers or repeats. */
const REQUEST_NAMES = [
  ...['Host', 'User-Agent', 'Cookie', 'Authorization', 'X-Forwarded-For', 'Forwarded', 'X-Request-Id', 'Via'],
  ...['Traceparent', 'Tracestate', 'X-Tenant', 'X-Gateway-Decision', 'Origin', 'Upgrade', 'Expect'],
];
const ANSWER_NAMES = ['Server', 'Location', 'Via', 'Content-Type', 'X-Gateway-Decision', 'X-Replay-Backend'];
const fieldsOf = (names: readonly string[]) =>
  fc.array(fc.tuple(fc.oneof(fc.constantFrom(...names), fc.constantFrom(...names), bytes), bytes), {
    maxLength: 5,
  });

const messages = fc.record({
  target: fc.oneof(
    fc.constant('/'),
    bytes.map((text) => `/${text}`),
  ),
  fields: fieldsOf(REQUEST_NAMES),
  reason: bytes,
  responseFields: fieldsOf(ANSWER_NAMES),
});
type Message = typeof messages extends fc.Arbitrary<infer M> ? M : never;

const linesOf = (fields: Message['fields']): string =>
  fields.map(([name, value]) => `${name}: ${value}\r\n`).join('');

/** Texts that every reader shows as one line, without commands to a terminal. */
const VISIBLE = /^[^\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+$/u;
/** One line of the Common Log Format, in which quotes are escaped. */
const COMMON = /^\S+ - \S+ \[[!-~ ]+\] "(?:[^"\\]|\\[!-~])*" [1-5][0-9]{2} (?:[0-9]+|-)$/;

async function byHttp1({ gateway, ca }: SecureGateway, { target, fields }: Message): Promise<void> {
  const connection = await RawConnection.secureTo(gateway.port, ca);
  connection.write(`GET ${target} HTTP/1.1\r\nHost: h\r\nConnection: close\r\n${linesOf(fields)}\r\n`);
  connection.end();
  await connection.untilEnded();
  connection.close();
}

async function byHttp2({ gateway, ca }: SecureGateway, { target, fields }: Message): Promise<void> {
  const frames = new Http2Frames(await openSecure({ clear: 0, secure: gateway.port, ca }, 'h2'), true);
  const answer = frames.begin(1);
  const head = encoded(
    ...[[':method', 'GET'] as const, [':scheme', 'https'] as const, [':authority', 'h'] as const],
    ...[[':path', target] as const, ...fields.map(([name, value]) => [name.toLowerCase(), value] as const)],
  );
  frames.write(frame(FRAME.headers, END_STREAM | END_HEADERS, 1, head));
  await frames.until(() => answer.ended || frames.hasGoaway);
  frames.close();
}

describe('any bytes in a request or an answer', () => {
  it.each(['json', 'common'])(
    'hurt no observer, and leave every line of the log whole (access log: %s)',
    async (format) => {
      let present: Message | undefined;
      const backend = new RawBackend('a', async (connection) => {
        for (;;) {
          await connection.head();
          const { reason = 'OK', responseFields = [] } = present ?? {};
          connection.write(`HTTP/1.1 200 ${reason}\r\nContent-Length: 1\r\n${linesOf(responseFields)}\r\na`);
        }
      });
      const collector = await OtlpCollector.start();
      const secure = await aSecureGateway({
        backends: [backend],
        listen: { trustedProxies: ['127.0.0.1'] },
        affinity: { tenants: { key: [{ header: 'x-tenant' }] } },
        pool: {
          outlierDetection: { enabled: false },
          health: { enabled: false },
          timeouts: { response: '1s' },
        },
        sections: {
          debugHeaders: true,
          tracing: { endpoint: collector.url },
          log: { format: 'json', access: { mode: 'all', format, headers: REQUEST_NAMES } },
        },
      });
      const { app } = secure.gateway.application;
      const log = new LogCollector(secure.gateway);
      app.useLogger(app.get(Telemetry).logger);
      const hurtsNothing = fc.asyncProperty(messages, async (message) => {
        present = message;
        await byHttp1(secure, message);
        await byHttp2(secure, message);
        expect([...app.get(ErrorGuard).counts]).toEqual([]);
        const lines = log.text.split('\n').slice(0, -1);
        log.text = log.text.slice(log.text.lastIndexOf('\n') + 1);
        for (const line of lines) {
          expect(line).toMatch(VISIBLE);
          if (format === 'json' || line.startsWith('{')) JSON.parse(line);
          else expect(line).toMatch(COMMON);
        }
      });
      await fc.assert(hurtsNothing, { numRuns: RUNS });
      const metrics = await secure.gateway.admin('/metrics', { headers: { accept: OPEN_METRICS } });
      expect(parseOpenMetrics(metrics.text)).not.toEqual([]);
    },
  );
});

import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { configFor } from '../support/gateway-options';
import { GatewayApplication } from '../../apps/gateway/src/app/gateway-application';
import { GatewayLedger } from '../support/gateway-ledger';
import { RawConnection } from '../support/raw-connection';
import { StrictBackend } from '../support/strict-backend';
import { corpus } from './support/corpus';

const FRESH = 'GET /fresh HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n';

/** Responds with the request, so that a client with the response of another client notices it. */
function echo({ method, target }: { method: string; target: string }): string {
  const body = `${method} ${target}`;
  return `HTTP/1.1 200 OK\r\nContent-Length: ${body.length}\r\n\r\n${method === 'HEAD' ? '' : body}`;
}

describe('raw requests', () => {
  const cases = corpus();
  const backend = new StrictBackend('a');
  const folder = mkdtempSync(join(tmpdir(), 'gateway-security-'));
  let gateway: GatewayApplication;
  let ledger: GatewayLedger;

  beforeAll(async () => {
    backend.answer(echo);
    await backend.start();
    const file = join(folder, 'keys.json');
    writeFileSync(
      file,
      JSON.stringify([{ name: 'a', sha256: createHash('sha256').update('good').digest('hex') }]),
    );
    const routes = [
      { path: '/', pool: 'main' },
      { path: '/admin', pool: 'main', auth: { apiKey: { file } } },
    ];
    const wishes = { backends: [backend], routes, affinity: {} };
    gateway = await GatewayApplication.start(configFor(wishes, [backend]), false);
    ledger = new GatewayLedger(gateway);
  });
  afterEach(() => ledger.settle());
  afterAll(async () => {
    await gateway.close();
    await backend.stop();
    rmSync(folder, { recursive: true });
  });

  async function send(bytes: string | Buffer): Promise<string> {
    const connection = await RawConnection.to(gateway.port);
    connection.write(bytes);
    const answer = await connection.untilEnded();
    connection.close();
    return answer;
  }

  /** The outcome of the bytes, in the words of the corpus. */
  async function outcome(bytes: Buffer): Promise<string> {
    backend.requests.length = 0;
    const answer = await send(bytes);
    // Every earlier request has its response, or never will have one.
    expect(await send(FRESH)).toMatch(/^HTTP\/1\.1 200 OK\r\n[^]*\r\n\r\nGET \/fresh$/);
    expect(backend.violations).toEqual([]);
    const statuses = [...answer.matchAll(/HTTP\/1\.1 ([0-9]{3}) /g)].map(([, status]) => status);
    const reached = backend.requests
      .filter(({ target }) => target !== '/fresh')
      .map(({ method, target }) => `one ${method} ${target}`);
    if (statuses.join() !== '200') return [...statuses, ...reached].join(' and ');
    return reached.join(' and ') || 'answered out of thin air';
  }

  it('are at least 150, each with a name of its own', () => {
    const names = [...cases].flatMap(([file, all]) => all.map(({ name }) => `${file}: ${name}`));
    expect(new Set(names).size).toBe(names.length);
    expect(names.length).toBeGreaterThanOrEqual(150);
  });

  describe.each([...cases])('about %s', (_file, all) => {
    it.each(all)('are refused or forwarded as exactly one: $name', async ({ bytes, expected }) => {
      expect(await outcome(bytes)).toBe(expected);
    });
  });
});

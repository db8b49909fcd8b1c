import { type ChildProcess, fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { closedAfterTest } from '../support/closing';
import { configFor, startBackends } from '../support/gateway-options';
import { HttpClient } from '../support/http-client';
import { OPEN_METRICS, PREFIX } from '../support/scrape';

const TYPESCRIPT = join(__dirname, '../items-api/support/typescript.cjs');
const PROGRAM = join(__dirname, '../support/standalone-gateway.ts');
const ACCESS = { mode: 'all' };

interface Ports {
  readonly port: number;
  readonly adminPort: number;
}

/** A gateway whose output goes into an open pipe without a reader. */
async function gatewayThatNobodyReads(): Promise<{ child: ChildProcess; ports: Ports }> {
  const wishes = {
    backends: ['a'],
    sections: { log: { format: 'json', bufferBytes: '16KiB', access: ACCESS } },
  };
  const config = configFor(wishes, await startBackends(wishes));
  // A pipe as a shell makes one: its reader sleeps for longer than any test.
  const reader = spawn('sleep', ['600'], { stdio: ['pipe', 'ignore', 'ignore'] });
  closedAfterTest({ close: () => void reader.kill('SIGKILL') });
  const child = fork(PROGRAM, [JSON.stringify(config)], {
    execArgv: ['-r', TYPESCRIPT],
    stdio: ['ignore', reader.stdin, 'inherit', 'ipc'],
  });
  closedAfterTest({ close: () => void child.kill('SIGKILL') });
  const [ports] = (await once(child, 'message')) as [Ports];
  return { child, ports };
}

function clientOf(port: number): HttpClient {
  return closedAfterTest(new HttpClient(port));
}

describe('a log without a reader', () => {
  it('stalls no request, is counted in the metrics, and does not keep the gateway from stopping', async () => {
    const { child, ports } = await gatewayThatNobodyReads();
    const [client, operator] = [clientOf(ports.port), clientOf(ports.adminPort)];
    let dropped = 0;
    for (let round = 0; round < 200 && dropped === 0; round++) {
      const answers = Array.from({ length: 20 }, () => client.fetch(`/${'x'.repeat(4000)}`));
      for (const answer of await Promise.all(answers)) expect(answer.status).toBe(200);
      const { text } = await operator.fetch('/metrics', { headers: { accept: OPEN_METRICS } });
      dropped = Number(new RegExp(`^${PREFIX}log_lines_dropped_total (\\d+)$`, 'm').exec(text)![1]);
    }
    expect(dropped).toBeGreaterThan(0);
    expect((await client.fetch('/')).text).toBe('a');
    const ended = once(child, 'exit');
    child.send('stop');
    expect(await ended).toEqual([0, null]);
  });
});
